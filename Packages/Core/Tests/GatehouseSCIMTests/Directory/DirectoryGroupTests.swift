import GatehouseSCIM
import Testing

@Suite struct DirectoryGroupTests {
    @Test func `a SCIM group becomes a group and back`() throws {
        let group = try DirectoryGroup(
            attributes: Samples.group(
                #"""
                "displayName":"Tour Guides","externalId":"g1",
                "members":[{"value":"1","type":"user"},{"value":"2","type":"Group"},{"value":"3"},{"value":"1"}]
                """#))
        #expect(group.displayName == "Tour Guides")
        #expect(group.externalID == "g1")
        #expect(
            group.members == [
                DirectoryMember(id: "1", kind: .user), DirectoryMember(id: "2", kind: .group), DirectoryMember(id: "3"),
            ])
        let written = group.attributes(base: "https://gatehouse.example/scim/v2")
        #expect(try DirectoryGroup(attributes: written) == group)
        #expect(
            written.trees("members").map { $0.text("$ref") } == [
                "https://gatehouse.example/scim/v2/Users/1", "https://gatehouse.example/scim/v2/Groups/2", nil,
            ])
    }

    @Test(arguments: [
        (#"{"type":"User"}"#, "members[0]"), (#"{"value":""}"#, "members[0]"),
        (#"{"value":"1","type":"Device"}"#, "members[0].type"),
    ])
    func `a member without id or of another kind is refused`(member: String, path: String) throws {
        let group = try Samples.group(#""displayName":"g","members":[\#(member)]"#)
        #expect(Samples.refusal { try DirectoryGroup(attributes: group) }?.path == path)
    }

    @Test func `a group without a name, and one with a name too long, are refused`() {
        for name in ["", String(repeating: "x", count: 257)] {
            let tree = AttributeTree(["displayName": .text(name)])
            #expect(Samples.refusal { try DirectoryGroup(attributes: tree) }?.path == "displayName")
        }
    }
}
