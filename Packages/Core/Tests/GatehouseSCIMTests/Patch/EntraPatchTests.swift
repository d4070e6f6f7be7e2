import GatehouseSCIM
import GatehouseWire
import Testing

/// What Entra ID and Okta send beside or against the RFC, as `docs/protocols/scim.md` lists it.
@Suite struct EntraPatchTests {
    private func applied(
        _ operations: String, to tree: AttributeTree? = nil, _ type: SCIMResourceType = .user
    ) throws -> AttributeTree {
        let json = try Samples.json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#)
        return try PatchRequest(json: json).applied(to: tree ?? Samples.bjensen(), of: type).attributes
    }

    @Test func `operations begin with a capital and truth values are texts`() throws {
        #expect(try applied(#"{"op":"Replace","path":"active","value":"False"}"#).truth("active") == false)
        let user = try applied(#"{"op":"Add","path":"roles","value":[{"value":"x","primary":"True"}]}"#)
        #expect(user.trees("roles")[0].truth("primary") == true)
    }

    @Test func `a part of a value that is not there is added with what the filter says`() throws {
        let user = try applied(
            #"{"op":"Add","path":"emails[type eq \"other\"].value","value":"c@d"}"#)
        #expect(user.trees("emails").last == AttributeTree(["type": .text("other"), "value": .text("c@d")]))
        let primary = try applied(
            #"{"op":"Add","path":"roles[primary eq \"True\" and type eq \"x\"].value","value":"admin"}"#)
        #expect(
            primary.trees("roles")
                == [AttributeTree(["primary": .truth(true), "type": .text("x"), "value": .text("admin")])])
    }

    @Test func `a value without its value goes as a whole`() throws {
        let user = try applied(#"{"op":"Remove","path":"emails[type eq \"work\"].value","value":"x@y"}"#)
        #expect(user.trees("emails").map { $0.text("type") } == ["home"])
        #expect(try applied(#"{"op":"Replace","path":"emails[type eq \"work\"].value","value":null}"#) == user)
        #expect(try DirectoryUser(attributes: user).emails.count == 1)
    }

    @Test func `what a filter would make is checked like what is sent`() throws {
        let path = #"emails[type eq \"a\u0000\"].value"#
        #expect(Samples.code { try applied(#"{"op":"Add","path":"\#(path)","value":"x"}"#) } != nil)
        let twice = #"emails[type eq \"a\" and type eq \"b\"].value"#
        #expect(Samples.code { try applied(#"{"op":"Add","path":"\#(twice)","value":"x"}"#) } == .noTarget)
    }

    @Test func `members to remove are named in the value`() throws {
        let value = #"[{"value":"2819c223-7f76-453a-919d-413861904646"}]"#
        let group = try applied(
            #"{"op":"Remove","path":"members","value":\#(value)}"#, to: Samples.tourGuides(), .group)
        #expect(group.trees("members").map { $0.text("value") } == ["902c246b-6245-4190-8e05-00816be7344a"])
    }

    @Test(arguments: [#""m1""#, #"{"value":"m1"}"#, #"[{"value":"m1"}]"#])
    func `a manager is an id, an object or an array of one`(value: String) throws {
        let user = try applied(#"{"op":"Add","path":"\#(Samples.enterprise):manager","value":\#(value)}"#)
        #expect(user.tree(Samples.enterprise).tree("manager").text("value") == "m1")
    }

    @Test(arguments: [#""""#, #"{"value":""}"#, #"[{"value":""}]"#, "null"])
    func `an empty manager takes the manager away`(value: String) throws {
        let path = "\(Samples.enterprise):manager"
        let user = try applied(#"{"op":"Replace","path":"\#(path)","value":\#(value)}"#)
        #expect(user.tree(Samples.enterprise)["manager"] == nil)
        #expect(user.tree(Samples.enterprise).text("department") == "Tour Operations")
        #expect(try applied(#"{"op":"Replace","path":"\#(path)","value":\#(value)}"#, to: user) == user)
    }

    @Test func `names of the value may be whole paths`() throws {
        let user = try applied(
            #"""
            {"op":"Replace","value":{"name.familyName":"X","emails[type eq \"work\"].value":"x@example.com",
             "\#(Samples.enterprise):department":"D","active":"False","shoeSize":9}}
            """#)
        #expect(user.tree("name").text("familyName") == "X")
        #expect(user.trees("emails")[0].text("value") == "x@example.com")
        #expect(user.tree(Samples.enterprise).text("department") == "D")
        #expect(user.truth("active") == false)
    }

    @Test func `a group is renamed with its id beside the name`() throws {
        let group = try applied(
            #"{"op":"replace","value":{"id":"abf4dd94","displayName":"New name"}}"#, to: Samples.tourGuides(), .group)
        #expect(group.text("displayName") == "New name")
        #expect(group["id"] == nil)
    }

    @Test func `one value may stand for an array of it`() throws {
        let group = try applied(
            #"{"op":"add","path":"members","value":{"value":"x"}}"#, to: Samples.tourGuides(), .group)
        #expect(group.trees("members").count == 3)
        let bare = try applied(#"{"op":"add","path":"members","value":["y","z"]}"#, to: group, .group)
        #expect(bare.trees("members").count == 5)
    }
}
