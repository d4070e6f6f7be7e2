import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

@testable import GatehouseProvisioning

@Suite struct GroupEndpointTests {
    @Test func `a group is made, filled, emptied, renamed and removed`() async throws {
        try await ProvisioningFixture.run { scim in
            let ada = try await scim.make("ada")
            let grace = try await scim.make("grace")
            let made = try await scim.ask(.post, "/Groups", ProvisioningFixture.group("Sales", members: [ada]))
            let id = made.text("id")
            #expect(made.status == 201 && made.list("members").count == 1)
            #expect(try await scim.ask(.get, "/Users/\(ada)").list("groups").count == 1)
            let add = ProvisioningFixture.patch(
                "{\"op\":\"Add\",\"path\":\"members\",\"value\":[{\"value\":\"\(grace)\"}]}")
            #expect(try await scim.ask(.patch, "/Groups/\(id)", add).status == 204)
            #expect(try await scim.ask(.get, "/Groups/\(id)").list("members").count == 2)
            let remove = ProvisioningFixture.patch(
                "{\"op\":\"Remove\",\"path\":\"members[value eq \\\"\(ada)\\\"]\"}")
            #expect(try await scim.ask(.patch, "/Groups/\(id)", remove).status == 204)
            let rename = ProvisioningFixture.patch(
                "{\"op\":\"replace\",\"value\":{\"displayName\":\"Selling\"}}")
            let renamed = try await scim.ask(.patch, "/Groups/\(id)", rename)
            #expect(renamed.status == 200 && renamed.text("displayName") == "Selling")
            #expect(renamed.list("members").map { $0.value("value") } == [.string(grace)])
            let put = try await scim.ask(.put, "/Groups/\(id)", ProvisioningFixture.group("Selling"))
            #expect(put.status == 200 && put.list("members").isEmpty)
            #expect(try await scim.ask(.delete, "/Groups/\(id)").status == 204)
            #expect(try await scim.ask(.get, "/Groups/\(id)").status == 404)
        }
    }

    @Test func `a client's groups hold whom it keeps, and never themselves`() async throws {
        try await ProvisioningFixture.run { scim in
            try await scim.store.write(Tenant.test.id) { work in
                try work.save(User.numbered(1))
                try work.save(Group.numbered(1))
            }
            let mine = try await scim.ask(.post, "/Groups", ProvisioningFixture.group("Mine")).text("id")
            for stranger in [UserID.numbered(1).description, GroupID.numbered(1).description, "nobody"] {
                let answer = try await scim.ask(
                    .post, "/Groups", ProvisioningFixture.group("Other", members: [stranger]))
                #expect(answer.status == 400 && answer.text("scimType") == "invalidValue")
            }
            let outer = try await scim.ask(.post, "/Groups", ProvisioningFixture.group("Outer", members: [mine]))
            let loop = ProvisioningFixture.patch(
                "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"\(outer.text("id"))\"}]}")
            #expect(try await scim.ask(.patch, "/Groups/\(mine)", loop).status == 409)
            #expect(try await scim.ask(.post, "/Groups", ProvisioningFixture.group("GROUP 1")).status == 409)
            #expect(try await scim.ask(.get, "/Groups/\(GroupID.numbered(1))").status == 404)
            #expect(try await scim.ask(.get, "/Groups").number("totalResults") == 2)
        }
    }

    @Test func `members are left out where the client does not want them`() async throws {
        try await ProvisioningFixture.run { scim in
            let ada = try await scim.make("ada")
            let id = try await scim.ask(.post, "/Groups", ProvisioningFixture.group("S", members: [ada])).text("id")
            let found = try await scim.ask(
                .get, "/Groups?excludedAttributes=members&filter=displayName%20eq%20%22s%22")
            #expect(found.ids == [id] && found.list("Resources").first?.value("members") == nil)
            #expect(try await scim.ask(.get, "/Groups/\(id)?excludedAttributes=members").list("members").isEmpty)
        }
    }
}
