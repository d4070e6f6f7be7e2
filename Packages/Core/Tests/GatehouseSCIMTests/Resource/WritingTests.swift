import GatehouseModel
import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct WritingTests {
    private func names(_ json: JSON?) -> [String] {
        guard case .object(let members)? = json else { return [] }
        return members.map(\.name)
    }

    private func written(attributes: String? = nil, excluded: String? = nil) throws -> JSON {
        let selection = try AttributeSelection(attributes: attributes, excludedAttributes: excluded)
        return SCIMResourceType.user.json(of: try Samples.bjensen(), selection)
    }

    @Test func `what was read is written the same`() throws {
        let json = try written()
        let read = try SCIMResourceType.user.created(from: json)
        #expect(read.ignored.isEmpty)
        #expect(
            try read.attributes == SCIMResourceType.user.created(from: Samples.json(Samples.enterpriseUser)).attributes)
        #expect(json["schemas"] == .array([.string(Samples.userSchema), .string(Samples.enterprise)]))
        #expect(names(json).prefix(3) == ["schemas", "id", "externalId"])
        #expect(names(json).last == "meta")
    }

    @Test func `selected attributes come with what is always returned`() throws {
        #expect(names(try written(attributes: "userName")) == ["schemas", "id", "userName"])
        #expect(
            names(try written(attributes: "USERNAME, displayName")) == ["schemas", "id", "userName", "displayName"])
    }

    @Test func `a selected part comes without the others`() throws {
        let json = try written(attributes: "name.familyName,emails.value,\(Samples.enterprise):manager.value")
        #expect(names(json) == ["schemas", "id", "name", "emails", Samples.enterprise])
        #expect(names(json["name"]) == ["familyName"])
        #expect(
            json["emails"]
                == .array(["bjensen@example.com", "babs@jensen.org"].map { .object([.init("value", .string($0))]) }))
        #expect(names(json[Samples.enterprise]?["manager"]) == ["value"])
    }

    @Test func `a whole extension may be selected or left out`() throws {
        #expect(names(try written(attributes: Samples.enterprise)[Samples.enterprise]).count == 6)
        #expect(try written(excluded: Samples.enterprise)[Samples.enterprise] == nil)
    }

    @Test func `excluded attributes and parts are left out, but not what is always returned`() throws {
        let json = try written(excluded: "id,schemas,name.familyName,emails,\(Samples.userSchema):title")
        #expect(json["id"] != nil)
        #expect(json["schemas"] != nil)
        #expect(json["emails"] == nil)
        #expect(json["title"] == nil)
        #expect(json["name"]?["familyName"] == nil)
        #expect(json["name"]?["givenName"] == .string("Barbara"))
    }

    @Test func `names that nothing has select nothing`() throws {
        #expect(names(try written(attributes: "shoeSize,name.x")) == ["schemas", "id"])
        #expect(try written(excluded: "shoeSize") == written())
    }

    @Test func `both selections at once, what is no name and too many names are refused`() {
        #expect(Samples.code { try written(attributes: "a", excluded: "b") } == .invalidValue)
        #expect(Samples.code { try written(attributes: "a.b.c") } == .invalidValue)
        #expect(Samples.code { try written(attributes: (0...200).map { "a\($0)" }.joined(separator: ",")) } == .tooMany)
    }

    @Test func `what is returned on request or never is treated so`() throws {
        let definitions = [
            AttributeDefinition("secret", "s", mutability: .writeOnly, returned: .never),
            AttributeDefinition("costly", "c", returned: .request), AttributeDefinition("plain", "p"),
        ]
        let type = SCIMResourceType(
            name: "T", endpoint: "/T", summary: "t",
            schema: SCIMSchema(id: "urn:example:T", name: "T", summary: "t", attributes: definitions))
        let tree = AttributeTree(["secret": .text("1"), "costly": .text("2"), "plain": .text("3")])
        #expect(names(type.json(of: tree)) == ["schemas", "plain"])
        #expect(
            names(type.json(of: tree, .only([AttributePath("secret"), AttributePath("costly")]))) == [
                "schemas", "costly",
            ])
        #expect(names(type.json(of: tree, .excluding([AttributePath("plain")]))) == ["schemas"])
    }

    @Test func `the service's knowledge is written in meta`() throws {
        let meta = ResourceMeta(
            id: "42", created: Instant(seconds: 0), lastModified: Instant(seconds: 1), location: "https://x/Users/42",
            version: EntityTag(7))
        let tree = SCIMResourceType.user.attributes(try Samples.user(#""userName":"a""#), with: meta)
        let expected = try Samples.json(
            #"""
            {"schemas":["\#(Samples.userSchema)"],"id":"42","userName":"a","meta":{"resourceType":"User",
             "created":"1970-01-01T00:00:00Z","lastModified":"1970-01-01T00:00:01Z","location":"https://x/Users/42",
             "version":"W/\"7\""}}
            """#)
        #expect(SCIMResourceType.user.json(of: tree) == expected)
    }
}
