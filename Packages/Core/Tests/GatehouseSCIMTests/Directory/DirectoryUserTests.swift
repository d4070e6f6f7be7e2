import GatehouseSCIM
import Testing

@Suite struct DirectoryUserTests {
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
        #expect(try DirectoryUser(attributes: user.attributes) == user)
        #expect(["id", "meta", "groups"].allSatisfy { user.attributes[$0] == nil })
        #expect(user.attributes["addresses"] == attributes["addresses"])
    }

    @Test func `who says nothing is active`() throws {
        #expect(try DirectoryUser(attributes: Samples.user(#""userName":"a""#)).isActive)
        #expect(try !DirectoryUser(attributes: Samples.user(#""userName":"a","active":false"#)).isActive)
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
