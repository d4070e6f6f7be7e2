import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct PatchRequestTests {
    private static let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#

    private func read(_ text: String, limits: ResourceLimits = ResourceLimits()) throws -> PatchRequest {
        try PatchRequest(json: Samples.json(text), limits: limits)
    }

    @Test func `operations are read in their order, in any case`() throws {
        let request = try read(
            #"""
            {\#(Self.schemas),"operations":[{"OP":"Add","Path":"title","Value":"x"},
             {"op":"REMOVE","path":"emails[type eq \"work\"].display"},{"op":"replace","value":{"title":null}}]}
            """#)
        #expect(request.operations.map(\.kind) == [.add, .remove, .replace])
        #expect(request.operations[1].path?.description == #"emails[type eq "work"].display"#)
        #expect(request.operations[2].path == nil)
    }

    @Test(arguments: [
        (#"{"Operations":[{"op":"add","path":"a","value":1}]}"#, SCIMError.Code.invalidSyntax),
        (#"{"schemas":["urn:example:x"],"Operations":[{"op":"add"}]}"#, .invalidSyntax),
        (#"{\#(schemas)}"#, .invalidSyntax), (#"{\#(schemas),"Operations":[]}"#, .invalidSyntax),
        (#"{\#(schemas),"Operations":{}}"#, .invalidSyntax), (#"{\#(schemas),"Operations":[1]}"#, .invalidSyntax),
        (#"{\#(schemas),"Operations":[{"op":"move","path":"a"}]}"#, .invalidSyntax),
        (#"{\#(schemas),"Operations":[{"path":"a"}]}"#, .invalidSyntax),
        (#"{\#(schemas),"Operations":[{"op":"add","path":1}]}"#, .invalidPath),
        (#"{\#(schemas),"Operations":[{"op":"add","path":"a.b.c"}]}"#, .invalidPath),
        (#"{\#(schemas),"Operations":[{"op":"add","path":"a[b eq]"}]}"#, .invalidFilter), ("[]", .invalidSyntax),
    ])
    func `a message that is none is refused`(text: String, code: SCIMError.Code) {
        #expect(Samples.code { try read(text) } == code)
    }

    @Test func `the number of operations is limited`() {
        let text = #"{\#(Self.schemas),"Operations":[{"op":"remove","path":"a"},{"op":"remove","path":"a"}]}"#
        #expect(Samples.code { try read(text, limits: ResourceLimits(operations: 1)) } == .tooMany)
        #expect(Samples.code { try read(text, limits: ResourceLimits(operations: 2)) } == nil)
    }

    @Test(arguments: [
        "members", "name.familyName", #"addresses[type eq "work"]"#,
        #"members[value eq "2819c223-7f76-453a-919d-413861904646"]"#,
        #"members[value eq "2819c223-7f76-453a-919d-413861904646"].displayName"#,
        #"urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work" or primary eq true].value"#,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "members.$ref", #"members[value eq "1"].$ref"#,
    ])
    func `paths are read and written the same`(text: String) throws {
        #expect(try PatchPath(parsing: text).description == text)
    }

    @Test(arguments: [
        ("", 0), ("a b", 2), ("a[b pr]c", 7), ("a[b pr].c.d", 7), ("a[b pr].", 7), ("1", 0), ("(a)", 0),
        ("a[b pr][c pr]", 7), (#""a""#, 0),
    ])
    func `what is no path is refused where it goes wrong`(text: String, offset: Int) {
        let found = Samples.refusal { try PatchPath(parsing: text) }
        #expect(found?.code == .invalidPath)
        #expect(found?.offset == offset, "\(text)")
    }
}
