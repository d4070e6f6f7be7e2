import GatehouseSCIM
import Testing

@Suite struct DirectoryUserTests {
    private let base = "https://gatehouse.example/scim/v2"

    @Test func `a client that says nothing of it lets nobody in who was shut out`() {
        var user = DirectoryUser(userName: "a")
        #expect(user.isActive(before: nil))
        #expect(!user.isActive(before: false))
        #expect(user.isActive(before: true))
        user.isActive = true
        #expect(user.isActive(before: false))
        user.isActive = false
        #expect(!user.isActive(before: true))
    }

    @Test func `a SCIM user becomes a person and back without loss`() throws {
        let attributes = try Samples.bjensen()
        let user = try DirectoryUser(attributes: attributes)
        #expect(user.userName == "bjensen@example.com")
        #expect(user.externalID == "701984")
        #expect(user.name.family == "Jensen")
        #expect(user.name.suffix == "III")
        #expect(user.preferredEmail == DirectoryEmail("bjensen@example.com", type: "work", isPrimary: true))
        #expect(user.employment.department == "Tour Operations")
        #expect(user.employment.managerID == "26118915-6090-4610-87e4-49d8ca9f808d")
        #expect(user.additional.text("timezone") == "America/Los_Angeles")
        let written = user.attributes(base: base)
        #expect(try DirectoryUser(attributes: written) == user)
        #expect(["id", "meta", "groups"].allSatisfy { written[$0] == nil })
        #expect(written["addresses"] == attributes["addresses"])
    }

    @Test func `whoever says nothing of being active decides nothing`() throws {
        #expect(try DirectoryUser(attributes: Samples.user(#""userName":"a""#)).isActive == nil)
        #expect(try DirectoryUser(attributes: Samples.user(#""userName":"a","active":false"#)).isActive == false)
        #expect(DirectoryUser(userName: "a").attributes(base: base)["active"] == nil)
    }

    @Test func `addresses of others and the person's groups are the service's`() throws {
        var user = DirectoryUser(userName: "a")
        user.employment.managerID = "7"
        let groups = [
            DirectoryMembership(groupID: "1", displayName: "One"),
            DirectoryMembership(groupID: "2", displayName: "Two", isDirect: false),
        ]
        let written = SCIMResourceType.user.json(of: user.attributes(base: base, groups: groups))
        let expected = try Samples.json(
            #"""
            {"schemas":["\#(Samples.userSchema)","\#(Samples.enterprise)"],"userName":"a",
             "groups":[{"value":"1","$ref":"\#(base)/Groups/1","display":"One","type":"direct"},
                       {"value":"2","$ref":"\#(base)/Groups/2","display":"Two","type":"indirect"}],
             "\#(Samples.enterprise)":{"manager":{"value":"7","$ref":"\#(base)/Users/7"}}}
            """#)
        #expect(written == expected)
    }

    @Test func `the first address counts where none is primary`() throws {
        let user = try DirectoryUser(
            attributes: Samples.user(#""userName":"a","emails":[{"value":"x"},{"value":"y"}]"#))
        #expect(user.preferredEmail?.address == "x")
        #expect(DirectoryUser(userName: "a").preferredEmail == nil)
    }

    @Test func `a person without a name to sign in with, and one with a name too long, are refused`() {
        for name in [" ", String(repeating: "x", count: 257)] {
            let found = Samples.refusal { try DirectoryUser(attributes: AttributeTree(["userName": .text(name)])) }
            #expect(found?.code == .invalidValue)
            #expect(found?.path == "userName")
        }
    }

    @Test func `a mail address without address is refused with its place`() throws {
        let user = try Samples.user(#""userName":"a","emails":[{"value":"x"},{"type":"work"}]"#)
        #expect(Samples.refusal { try DirectoryUser(attributes: user) }?.path == "emails[1].value")
    }
}
