import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

@testable import GatehouseProvisioning

@Suite struct UserEndpointTests {
    @Test func `a person is made, read, replaced, changed and forgotten, and all that was sent is answered`()
        async throws
    {
        try await ProvisioningFixture.run { scim in
            let sent = """
                ,"externalId":"00u1","name":{"givenName":"Ada","familyName":"Lovelace"},"title":"Clerk",
                "emails":[{"value":"ada@example.org","type":"work","primary":true}],"nickName":"Countess",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"}
                """
            let made = try await scim.ask(.post, "/Users", ProvisioningFixture.user("Ada@Example.org", sent))
            let id = made.text("id")
            #expect(made.status == 201 && made.text("userName") == "Ada@Example.org")
            #expect(made.headers[.location]?.hasSuffix("/scim/v2/Users/\(id)") == true)
            let user = try await scim.store.read(Tenant.test.id) { try $0.user(named: "ada@example.org") }
            #expect(user?.source == .provisioned && user?.department == "Sales" && user?.isEnabled == true)
            #expect(
                user?.displayName == "Ada Lovelace" && user?.mail == "ada@example.org" && user?.externalID == "00u1")
            let read = try await scim.ask(.get, "/Users/\(id)")
            #expect(read.text("nickName") == "Countess" && read.headers[.eTag] == made.headers[.eTag])
            let put = try await scim.ask(
                .put, "/Users/\(id)", ProvisioningFixture.user("ada", ",\"displayName\":\"A\""))
            #expect(put.status == 200 && put.text("nickName").isEmpty && put.text("displayName") == "A")
            let patch = try await scim.ask(
                .patch, "/Users/\(id)",
                ProvisioningFixture.patch("{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}"))
            #expect(patch.status == 200 && patch.json.value("active") == .boolean(false))
            #expect(try await scim.ask(.delete, "/Users/\(id)").status == 204)
            #expect(try await scim.ask(.get, "/Users/\(id)").status == 404)
        }
    }

    @Test func `a client that says nothing of active lets nobody in again`() async throws {
        try await ProvisioningFixture.run { scim in
            let id = try await scim.make("ada")
            let off = ProvisioningFixture.patch("{\"op\":\"replace\",\"value\":{\"active\":false}}")
            #expect(try await scim.ask(.patch, "/Users/\(id)", off).status == 200)
            let put = try await scim.ask(.put, "/Users/\(id)", ProvisioningFixture.user("ada"))
            #expect(put.json.value("active") == .boolean(false))
        }
    }

    @Test func `a client sees the people whom it keeps and no others`() async throws {
        try await ProvisioningFixture.run { scim in
            try await scim.store.write(Tenant.test.id) { try $0.save(User.numbered(1)) }
            let id = try await scim.make("ada")
            #expect(try await scim.ask(.get, "/Users").ids == [id])
            #expect(try await scim.ask(.get, "/Users/\(UserID.numbered(1))").status == 404)
            #expect(try await scim.ask(.delete, "/Users/\(UserID.numbered(1))").status == 404)
            let filter = "/Users?filter=userName%20eq%20%22person-1@example.com%22"
            #expect(try await scim.ask(.get, filter).number("totalResults") == 0)
        }
    }

    @Test func `a person of the directory without a role is taken over, one with a role is not`() async throws {
        try await ProvisioningFixture.run { scim in
            try await scim.store.write(Tenant.test.id) { work in
                try work.save(User.numbered(1))
                var admin = User.numbered(2)
                admin.roles = ["administrator"]
                try work.save(admin)
            }
            let adopted = try await scim.ask(.post, "/Users", ProvisioningFixture.user("Person-1@example.com"))
            #expect(adopted.status == 201 && adopted.text("id") == UserID.numbered(1).description)
            let refused = try await scim.ask(.post, "/Users", ProvisioningFixture.user("person-2@example.com"))
            #expect(refused.status == 409 && refused.text("scimType") == "uniqueness")
            #expect(try await scim.store.read(Tenant.test.id) { try $0.user(.numbered(2))?.source } == .directory)
            #expect(try await scim.ask(.post, "/Users", ProvisioningFixture.user("PERSON-1@example.com")).status == 409)
        }
    }

    @Test func `the last administrator is neither disabled nor forgotten by a client`() async throws {
        try await ProvisioningFixture.run { scim in
            let id = try await scim.make("ada")
            try await scim.store.write(Tenant.test.id) { work in
                var user = try work.requireUser("ada")
                user.roles = ["administrator"]
                try work.save(user)
            }
            let off = ProvisioningFixture.patch("{\"op\":\"replace\",\"path\":\"active\",\"value\":false}")
            #expect(try await scim.ask(.patch, "/Users/\(id)", off).status == 409)
            #expect(try await scim.ask(.delete, "/Users/\(id)").status == 403)
        }
    }

    @Test func `somebody who got a role is not renamed, let in again or forgotten by a client`() async throws {
        try await ProvisioningFixture.run { scim in
            let id = try await scim.make("ada")
            try await scim.store.write(Tenant.test.id) { work in
                var user = try work.requireUser("ada")
                (user.roles, user.isEnabled) = (["helpDesk"], false)
                try work.save(user)
            }
            for operation in [
                "{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"mallory\"}",
                "{\"op\":\"replace\",\"path\":\"active\",\"value\":true}",
            ] {
                let answer = try await scim.ask(.patch, "/Users/\(id)", ProvisioningFixture.patch(operation))
                #expect(answer.status == 403)
            }
            #expect(try await scim.ask(.delete, "/Users/\(id)").status == 403)
        }
    }

    @Test func `a list has pages, filters and an order`() async throws {
        try await ProvisioningFixture.run { scim in
            for name in ["edsger", "ada", "grace"] { _ = try await scim.make(name) }
            let page = try await scim.ask(.get, "/Users?startIndex=2&count=1")
            #expect(page.number("totalResults") == 3 && page.number("startIndex") == 2 && page.ids.count == 1)
            let sorted = try await scim.ask(.get, "/Users?sortBy=userName&sortOrder=descending&attributes=userName")
            #expect(
                sorted.list("Resources").map { $0.value("userName") } == [
                    .string("grace"), .string("edsger"), .string("ada"),
                ])
            #expect(try await scim.ask(.get, "/Users?filter=userName%20co%20%22d%22").number("totalResults") == 2)
            #expect(try await scim.ask(.get, "/Users?filter=userName%20eq%20%22ADA%22").number("totalResults") == 1)
            #expect(try await scim.ask(.get, "/Users?count=0").number("totalResults") == 3)
            let search = """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName sw \\"g\\""}
                """
            #expect(try await scim.ask(.post, "/Users/.search", search).number("totalResults") == 1)
            let wrong = try await scim.ask(.get, "/Users?filter=userName%20is%20%22a%22")
            #expect(wrong.status == 400 && wrong.text("scimType") == "invalidFilter")
        }
    }

    @Test func `versions keep a client from undoing what it did not see`() async throws {
        try await ProvisioningFixture.run { scim in
            let id = try await scim.make("ada")
            let tag = try #require(try await scim.ask(.get, "/Users/\(id)").headers[.eTag])
            #expect(try await scim.ask(.get, "/Users/\(id)", headers: [.ifNoneMatch: tag]).status == 304)
            let change = ProvisioningFixture.patch("{\"op\":\"add\",\"path\":\"title\",\"value\":\"Clerk\"}")
            #expect(try await scim.ask(.patch, "/Users/\(id)", change, headers: [.ifMatch: tag]).status == 200)
            #expect(try await scim.ask(.patch, "/Users/\(id)", change, headers: [.ifMatch: tag]).status == 412)
            #expect(try await scim.ask(.delete, "/Users/\(id)", headers: [.ifMatch: tag]).status == 412)
            #expect(try await scim.ask(.get, "/Users/\(id)", headers: [.ifNoneMatch: tag]).status == 200)
        }
    }

    @Test func `a manager is somebody whom the client keeps`() async throws {
        try await ProvisioningFixture.run { scim in
            try await scim.store.write(Tenant.test.id) { try $0.save(User.numbered(1)) }
            let boss = try await scim.make("boss")
            let id = try await scim.make("ada")
            func patch(_ manager: String) -> String {
                let name = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
                return ProvisioningFixture.patch("{\"op\":\"add\",\"path\":\"\(name)\",\"value\":\"\(manager)\"}")
            }
            #expect(try await scim.ask(.patch, "/Users/\(id)", patch(boss)).status == 200)
            #expect(try await scim.store.read(Tenant.test.id) { try $0.user(named: "ada")?.manager } == UserID(boss))
            let foreign = try await scim.ask(.patch, "/Users/\(id)", patch(UserID.numbered(1).description))
            #expect(foreign.status == 400 && foreign.text("scimType") == "invalidValue")
        }
    }
}
