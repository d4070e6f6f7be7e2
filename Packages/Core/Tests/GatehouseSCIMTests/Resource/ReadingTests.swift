import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct ReadingTests {
    private func created(_ text: String, limits: ResourceLimits = ResourceLimits()) throws -> ReadResource {
        try SCIMResourceType.user.created(from: Samples.json(text), limits: limits)
    }

    private func refusal(_ members: String, limits: ResourceLimits = ResourceLimits()) -> SCIMError? {
        Samples.refusal {
            try created(#"{"schemas":["\#(Samples.userSchema)"],\#(members)}"#, limits: limits)
        }
    }

    @Test func `the smallest user of the RFC is read`() throws {
        let user = try Samples.user(#""userName":"bjensen@example.com","id":"x","meta":{"resourceType":"User"}"#)
        #expect(user == AttributeTree(["userName": .text("bjensen@example.com")]))
    }

    @Test func `the largest user of the RFC is read without what only the service writes, and without the password`()
        throws
    {
        let read = try created(Samples.enterpriseUser)
        #expect(read.ignored == ["`password`"])
        let user = read.attributes
        #expect(["id", "meta", "groups", "schemas"].allSatisfy { user[$0] == nil })
        #expect(user.trees("addresses").map { $0.text("country") } == ["USA", "USA"])
        let manager = user.tree(Samples.enterprise).tree("manager")
        #expect(manager.names == ["$ref", "value"])
        #expect(user.truth("active") == true)
    }

    @Test func `the RFC's group is read, and members' names are the service's`() throws {
        let group = try Samples.tourGuides()
        #expect(group.trees("members").map { $0.names } == [["$ref", "value"], ["$ref", "value"]])
    }

    @Test func `names are read in any case and kept in the schema's`() throws {
        let user = try created(
            #"{"SCHEMAS":["\#(Samples.userSchema.uppercased())"],"USERNAME":"a","Name":{"FAMILYNAME":"b"}}"#)
        #expect(user.attributes.text("userName") == "a")
        #expect(user.attributes.tree("name").text("familyName") == "b")
    }

    @Test(arguments: [#""nickName":null"#, #""emails":[]"#, #""emails":[null]"#, #""name":{}"#, #""emails":[{}]"#])
    func `null and what is empty assign nothing`(member: String) throws {
        #expect(try Samples.user(#""userName":"a",\#(member)"#) == AttributeTree(["userName": .text("a")]))
    }

    @Test(arguments: [("\"True\"", true), ("\"false\"", false), ("true", true)])
    func `truth values may come as texts`(value: String, expected: Bool) throws {
        #expect(try Samples.user(#""userName":"a","active":\#(value)"#).truth("active") == expected)
    }

    @Test(arguments: [
        (#""userName":5"#, "userName"), (#""userName":["a"]"#, "userName"), (#""userName":"a","active":1"#, "active"),
        (#""userName":"a","active":"yes""#, "active"), (#""userName":"a","name":"b""#, "name"),
        (#""userName":"a","emails":{"value":"b"}"#, "emails"), (#""userName":"a","emails":["b"]"#, "emails[0]"),
        (#""userName":"a","emails":[{"value":"b"},{"value":1}]"#, "emails[1].value"),
        (#""userName":"a","name":{"givenName":[]}"#, "name.givenName"),
        (#""userName":"a","x509Certificates":[{"value":"*"}]"#, "x509Certificates[0].value"),
        (#""userName":"a","\#(Samples.enterprise)":{"manager":{"value":1}}"#, "\(Samples.enterprise).manager.value"),
        (#""userName":"a\u0000""#, "userName"), (#""userName":" ""#, "userName"), (#""nickName":"a""#, "userName"),
        (#""userName":"a","emails":[{"value":"b","primary":true},{"value":"c","primary":true}]"#, "emails"),
    ])
    func `a value that does not fit is refused with its path`(members: String, path: String) {
        let found = refusal(members)
        #expect(found?.code == .invalidValue)
        #expect(found?.path == path)
    }

    @Test(
        arguments: [
            (#"{"userName":"a"}"#, "schemas"), (#"{"schemas":[],"userName":"a"}"#, "schemas"),
            (#"{"schemas":"\#(Samples.userSchema)","userName":"a"}"#, "schemas"), (#"{"schemas":[1]}"#, "schemas"),
            (#"{"schemas":["\#(Samples.groupSchema)"],"userName":"a"}"#, "schemas"),
            (#"{"schemas":["\#(Samples.enterprise)"],"userName":"a"}"#, "schemas"),
            (
                #"{"schemas":["\#(Samples.userSchema)"],"userName":"a","urn:example:x":{"a":1}}"#, "urn:example:x"
            ),
            (#"{"schemas":["\#(Samples.userSchema)"],"userName":"a","USERNAME":"b"}"#, "USERNAME"), ("[]", nil),
        ] as [(String, String?)])
    func `an unknown schema, a missing one and a name given twice are refused`(text: String, path: String?) {
        let found = Samples.refusal { try created(text) }
        #expect(found?.code == .invalidSyntax)
        #expect(found?.path == path)
    }

    @Test func `what no schema defines is left out and listed`() throws {
        let read = try created(
            #"{"schemas":["\#(Samples.userSchema)"],"userName":"a","shoeSize":9,"name":{"nick":"x"}}"#)
        #expect(read.ignored == ["`shoeSize`", "`name.nick`"])
        #expect(read.attributes.names == ["userName"])
    }

    @Test func `what is left out cannot steer a terminal, and is cut`() throws {
        let long = String(repeating: "x", count: 500)
        let read = try created(
            #"{"schemas":["\#(Samples.userSchema)"],"userName":"a","\u001b[31m`":1,"\#(long)":2}"#)
        #expect(read.ignored == ["`?[31m?`", "`\(long.prefix(160))…`"])
    }

    @Test func `Entra ID's people and groups are read as its documentation sends them`() throws {
        let user = try created(
            #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
             "externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"Test_User_ab6490ee","active":true,
             "emails":[{"primary":true,"type":"work","value":"Test_User_fd0ea19b@testuser.com"}],
             "meta":{"resourceType":"User"},
             "name":{"formatted":"givenName familyName","familyName":"familyName","givenName":"givenName"},"roles":[]}
            """#)
        #expect(user.ignored.isEmpty)
        #expect(try DirectoryUser(attributes: user.attributes).externalID == "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef")
        let group = try SCIMResourceType.group.created(
            from: Samples.json(
                #"""
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
                            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                 "externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"displayName",
                 "meta":{"resourceType":"Group"}}
                """#))
        #expect(group.ignored == ["`http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group`"])
        #expect(try DirectoryGroup(attributes: group.attributes).displayName == "displayName")
    }

    @Test(arguments: [#""7""#, #"["7"]"#, #"[{"value":"7"}]"#, #"{"value":"7"}"#, #""""#, #"{"value":""}"#])
    func `a manager is an id or an object, and an empty one is none`(manager: String) throws {
        let user = try Samples.user(#""userName":"a","\#(Samples.enterprise)":{"manager":\#(manager)}"#)
        let expected = manager.contains("7") ? "7" : nil
        #expect(user.tree(Samples.enterprise).tree("manager").text("value") == expected)
        #expect(try DirectoryUser(attributes: user).employment.managerID == expected)
    }

    @Test func `limits of values and of texts hold`() {
        let limits = ResourceLimits(values: 2, text: 4, binary: 8)
        #expect(refusal(#""userName":"abcde""#, limits: limits)?.path == "userName")
        #expect(refusal(#""userName":"abcd","emails":[{},{},{}]"#, limits: limits)?.path == "emails")
        #expect(refusal(#""userName":"abcd","emails":[{"value":"a"},{"value":"b"}]"#, limits: limits) == nil)
        let long = #""userName":"a","x509Certificates":[{"value":"AAAAAAAAAAAA"}]"#
        #expect(refusal(long, limits: limits)?.code == .invalidValue)
    }

    @Test func `equal values are taken once`() throws {
        let user = try Samples.user(#""userName":"a","roles":[{"value":"x"},{"value":"x"},{"value":"y"}]"#)
        #expect(user.trees("roles").count == 2)
    }

    @Test func `a replacement keeps what only the service writes and drops what the client leaves out`() throws {
        let existing = try Samples.bjensen()
        let read = try SCIMResourceType.user.replaced(
            existing,
            by: Samples.json(#"{"schemas":["\#(Samples.userSchema)"],"id":"other","userName":"bjensen","roles":[]}"#))
        #expect(read.attributes.names == ["groups", "id", "meta", "userName"])
        #expect(read.attributes["id"] == existing["id"])
    }

    @Test func `a replacement keeps the names of members that stay`() throws {
        var group = try Samples.group(#""displayName":"g","members":[{"value":"1"},{"value":"2"}]"#)
        group["members"] = .list(
            group.trees("members").map {
                var member = $0
                member["display"] = .text("n")
                return .complex(member)
            })
        let json = try Samples.json(
            #"{"schemas":["\#(Samples.groupSchema)"],"displayName":"g","members":[{"value":"2"},{"value":"3"}]}"#)
        let members = try SCIMResourceType.group.replaced(group, by: json).attributes.trees("members")
        #expect(members.map { $0.text("display") } == ["n", nil])
    }

    @Test func `a replacement does not change what a member is`() throws {
        let group = try Samples.group(#""displayName":"g","members":[{"value":"1","type":"User"}]"#)
        for member in [#"{"value":"1"}"#, #"{"value":"1","type":"user"},{"value":"1"}"#] {
            let json = try Samples.json(
                #"{"schemas":["\#(Samples.groupSchema)"],"displayName":"g","members":[\#(member)]}"#)
            #expect(try SCIMResourceType.group.replaced(group, by: json).attributes == group)
        }
    }

    @Test func `an immutable attribute may be set once`() throws {
        let badge = AttributeDefinition("badge", "A number.", mutability: .immutable)
        let type = SCIMResourceType(
            name: "T", endpoint: "/T", summary: "t",
            schema: SCIMSchema(id: "urn:example:T", name: "T", summary: "t", attributes: [badge]))
        func replaced(_ existing: AttributeTree, _ member: String) throws -> AttributeTree {
            try type.replaced(existing, by: Samples.json(#"{"schemas":["urn:example:T"]\#(member)}"#)).attributes
        }
        let set = try replaced(AttributeTree(), #","badge":"1""#)
        #expect(try replaced(set, #","badge":"1""#) == set)
        #expect(Samples.code { try replaced(set, #","badge":"2""#) } == .mutability)
        #expect(Samples.code { try replaced(set, "") } == .mutability)
    }
}
