import GatehouseSCIM
import GatehouseWire
import Testing

/// Which values are the same, and what counts as a change.
@Suite struct PatchSamenessTests {
    private func applied(_ operations: String, to tree: AttributeTree, _ type: SCIMResourceType = .user) throws
        -> PatchOutcome
    {
        let json = try Samples.json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#)
        return try PatchRequest(json: json).applied(to: tree, of: type)
    }

    @Test func `a change that makes two values equal leaves the first`() throws {
        let user = try Samples.user(
            #""userName":"a","emails":[{"value":"b","type":"x","primary":true},{"value":"b","type":"y"}]"#)
        let left = try applied(
            #"{"op":"remove","path":"emails[value eq \"b\"].type"},{"op":"remove","path":"emails.primary"}"#, to: user)
        #expect(left.attributes.trees("emails") == [AttributeTree(["value": .text("b")])])
        let twins = try Samples.user(
            #""userName":"a","emails":[{"value":"b","primary":true},{"value":"b","primary":false}]"#)
        let moved = try applied(
            #"{"op":"add","path":"emails","value":[{"value":"c","primary":true}]}"#, to: twins)
        #expect(moved.attributes.trees("emails").map { $0.text("value") } == ["b", "c"])
    }

    private static let known = #"{"value":"1","$ref":"https://x/Users/1","type":"User","display":"One"}"#

    /// A group with one member as the service writes one.
    private func kept() throws -> AttributeTree {
        var group = try Samples.group(#""displayName":"g""#)
        group["members"] = .list([
            .complex(
                AttributeTree([
                    "value": .text("1"), "$ref": .text("https://x/Users/1"), "type": .text("User"),
                    "display": .text("One"),
                ]))
        ])
        return group
    }

    @Test(arguments: [
        #"{"value":"1"}"#, #"{"value":"1","type":"user"}"#, #"{"value":"1","type":"Group"}"#, known,
        #"{"value":"1","$ref":"../Users/1"}"#, #"{"value":"1"},{"value":"1","type":"User"}"#,
    ])
    func `a member who is there is the same, whatever else is said of them`(members: String) throws {
        for kind in ["add", "replace"] {
            let operation = #"{"op":"\#(kind)","path":"members","value":[\#(members)]}"#
            let outcome = try applied(operation, to: kept(), .group)
            #expect(!outcome.hasChanged)
            #expect(try outcome.attributes == kept())
        }
        let removal = #"{"op":"remove","path":"members","value":[\#(members)]}"#
        #expect(try applied(removal, to: kept(), .group).attributes["members"] == nil)
    }

    @Test(arguments: [
        #"members[valeu ne \"x\"]"#, #"members[not (valeu eq \"x\")]"#, #"members[value.x ne \"x\"]"#,
        #"members[value eq \"1\" or valeu pr]"#, #"members[displayName eq \"x\"].value"#,
    ])
    func `a filter that names no part of the values is refused, and takes nothing away`(path: String) throws {
        let removal = #"{"op":"remove","path":"\#(path)"}"#
        #expect(Samples.code { try applied(removal, to: kept(), .group) } == .invalidFilter)
    }

    @Test func `to say that a value is not primary says nothing`() throws {
        let user = try Samples.user(#""userName":"a","emails":[{"value":"b","type":"work","primary":false}]"#)
        for value in [#"{"value":"b","type":"work"}"#, #"{"value":"b","type":"work","primary":false}"#] {
            for kind in ["add", "replace"] {
                let outcome = try applied(#"{"op":"\#(kind)","path":"emails","value":[\#(value)]}"#, to: user)
                #expect(!outcome.hasChanged)
                #expect(outcome.attributes == user)
            }
        }
        #expect(try applied(#"{"op":"replace","path":"emails.primary","value":true}"#, to: user).hasChanged)
    }

    @Test func `values that are added together stay apart`() throws {
        let user = try Samples.user(#""userName":"a","emails":[{"value":"b"}]"#)
        let value = #"[{"value":"b","type":"home"},{"value":"b","type":"work"}]"#
        let added = try applied(#"{"op":"add","path":"emails","value":\#(value)}"#, to: user).attributes
        #expect(added.trees("emails").map { $0.text("type") } == ["home", "work"])
    }
}
