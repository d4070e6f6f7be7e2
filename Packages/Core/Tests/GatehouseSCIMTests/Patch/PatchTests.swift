import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct PatchTests {
    private func applied(
        _ operations: String, to tree: AttributeTree, _ type: SCIMResourceType = .user,
        limits: ResourceLimits = ResourceLimits()
    ) throws -> PatchOutcome {
        let json = try Samples.json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#)
        return try PatchRequest(json: json).applied(to: tree, of: type, limits: limits)
    }

    private func members(_ operations: String) throws -> [String?] {
        let group = try Samples.tourGuides()
        return try applied(operations, to: group, .group).attributes.trees("members").map { $0.text("value") }
    }

    private func emails(_ operations: String) throws -> [String] {
        try applied(operations, to: Samples.bjensen()).attributes.trees("emails").map {
            let isPrimary = $0.truth("primary").map { $0 ? " primary" : " not" } ?? ""
            return "\($0.text("type") ?? "-") \($0.text("value") ?? "-")\(isPrimary)"
        }
    }

    private func code(
        _ operation: String, on tree: AttributeTree? = nil, _ type: SCIMResourceType = .user
    ) -> SCIMError.Code? {
        Samples.code { try applied(operation, to: tree ?? Samples.bjensen(), type) }
    }

    // RFC 7644 §3.5.2.1

    @Test func `the RFC's example adds a member once`() throws {
        let operation = #"""
            {"op":"add","path":"members","value":[{"display":"Babs Jensen",
             "$ref":"https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646",
             "value":"2819c223-7f76-453a-919d-413861904646"}]}
            """#
        let group = try Samples.group(#""displayName":"Tour Guides""#)
        let once = try applied(operation, to: group, .group)
        #expect(once.hasChanged)
        #expect(once.attributes.trees("members").count == 1)
        let twice = try applied(operation, to: once.attributes, .group)
        #expect(!twice.hasChanged)
        #expect(twice.attributes == once.attributes)
    }

    @Test func `the RFC's example adds a mail address and a nick name without a path`() throws {
        let outcome = try applied(
            #"{"op":"add","value":{"emails":[{"value":"babs@jensen.org","type":"home"}],"nickname":"Babs"}}"#,
            to: Samples.user(#""userName":"a","emails":[{"value":"a@example.com","type":"work"}]"#))
        #expect(outcome.attributes.trees("emails").count == 2)
        #expect(outcome.attributes.text("nickName") == "Babs")
    }

    @Test func `adding to one value replaces it, and adding parts keeps the others`() throws {
        let user = try Samples.bjensen()
        #expect(
            try applied(#"{"op":"add","path":"title","value":"Boss"}"#, to: user).attributes.text("title") == "Boss")
        let name = try applied(#"{"op":"add","path":"name","value":{"givenName":"B"}}"#, to: user).attributes.tree(
            "name")
        #expect(name.text("givenName") == "B")
        #expect(name.text("familyName") == "Jensen")
        let made = try applied(
            #"{"op":"add","path":"name.givenName","value":"B"}"#, to: Samples.user(#""userName":"a""#))
        #expect(made.attributes.tree("name").text("givenName") == "B")
    }

    @Test func `a new primary value takes that from the old one`() throws {
        let added = try emails(#"{"op":"add","path":"emails","value":[{"value":"c@d","type":"other","primary":true}]}"#)
        #expect(added == ["work bjensen@example.com not", "home babs@jensen.org", "other c@d primary"])
        let moved = try emails(#"{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}"#)
        #expect(moved == ["work bjensen@example.com not", "home babs@jensen.org primary"])
        let merged = try emails(
            #"{"op":"add","path":"emails","value":[{"value":"babs@jensen.org","type":"home","primary":true}]}"#)
        #expect(merged == moved)
    }

    @Test func `two new primary values are refused`() {
        let value = #"[{"value":"c","primary":true},{"value":"d","primary":true}]"#
        #expect(code(#"{"op":"add","path":"emails","value":\#(value)}"#) == .invalidValue)
        #expect(code(#"{"op":"replace","path":"emails.primary","value":true}"#) == .invalidValue)
    }

    // RFC 7644 §3.5.2.2

    @Test func `the RFC's examples remove one member and all`() throws {
        #expect(
            try members(#"{"op":"remove","path":"members[value eq \"2819c223-7f76-453a-919d-413861904646\"]"}"#)
                == ["902c246b-6245-4190-8e05-00816be7344a"])
        #expect(try members(#"{"op":"remove","path":"members"}"#) == [])
    }

    @Test func `the RFC's example removes a mail address by two tests`() throws {
        let left = try emails(#"{"op":"remove","path":"emails[type eq \"work\" and value ew \"example.com\"]"}"#)
        #expect(left == ["home babs@jensen.org"])
    }

    @Test func `the RFC's example removes one member and adds another`() throws {
        let changed = try members(
            #"""
            {"op":"remove","path":"members[value eq \"2819c223-7f76-453a-919d-413861904646\"]"},
            {"op":"add","path":"members","value":[{"display":"James Smith",
             "$ref":"https://example.com/v2/Users/08e1d05d-121c-4561-8b96-473d93df9210",
             "value":"08e1d05d-121c-4561-8b96-473d93df9210"}]}
            """#)
        #expect(changed == ["902c246b-6245-4190-8e05-00816be7344a", "08e1d05d-121c-4561-8b96-473d93df9210"])
    }

    @Test func `a part is removed from the values that a filter selects, or from all`() throws {
        #expect(
            try emails(#"{"op":"remove","path":"emails[type eq \"work\"].primary"}"#)
                == ["work bjensen@example.com", "home babs@jensen.org"])
        #expect(
            try emails(#"{"op":"remove","path":"emails.type"}"#)
                == ["- bjensen@example.com primary", "- babs@jensen.org"])
        let name = try applied(#"{"op":"remove","path":"name.givenName"}"#, to: Samples.bjensen()).attributes
        #expect(name.tree("name").text("givenName") == nil)
    }

    @Test(arguments: [
        #"{"op":"remove","path":"nickName"}"#, #"{"op":"remove","path":"emails[type eq \"work\"]"}"#,
        #"{"op":"remove","path":"name.givenName"}"#, #"{"op":"replace","path":"nickName","value":null}"#,
        #"{"op":"add","path":"userName","value":"a"}"#, #"{"op":"replace","value":{"userName":"a"}}"#,
        #"{"op":"add","path":"emails","value":[]}"#,
    ])
    func `a change that changes nothing is told as such`(operation: String) throws {
        #expect(try !applied(operation, to: Samples.user(#""userName":"a""#)).hasChanged)
    }

    // RFC 7644 §3.5.2.3

    @Test func `the RFC's example replaces all members`() throws {
        let replaced = try members(
            #"""
            {"op":"replace","path":"members","value":[
              {"display":"Babs Jensen","value":"2819c223-7f76-453a-919d-413861904646"},
              {"display":"James Smith","value":"08e1d05d-121c-4561-8b96-473d93df9210"}]}
            """#)
        #expect(replaced == ["2819c223-7f76-453a-919d-413861904646", "08e1d05d-121c-4561-8b96-473d93df9210"])
    }

    @Test func `the RFC's example replaces a work address`() throws {
        let addresses = try applied(
            #"""
            {"op":"replace","path":"addresses[type eq \"work\"]","value":{"type":"work",
             "streetAddress":"911 Universal City Plaza","locality":"Hollywood","region":"CA","postalCode":"91608",
             "country":"US","formatted":"911 Universal City Plaza\nHollywood, CA 91608 US","primary":true}}
            """#, to: Samples.bjensen()
        ).attributes.trees("addresses")
        #expect(addresses.map { $0.text("streetAddress") } == ["911 Universal City Plaza", "456 Hollywood Blvd"])
    }

    @Test func `the RFC's example replaces one part of a work address`() throws {
        let addresses = try applied(
            #"{"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"1010 Broadway Ave"}"#,
            to: Samples.bjensen()
        ).attributes.trees("addresses")
        #expect(addresses.map { $0.text("streetAddress") } == ["1010 Broadway Ave", "456 Hollywood Blvd"])
        #expect(addresses[0].text("locality") == "Hollywood")
    }

    @Test func `the RFC's example replaces attributes without a path`() throws {
        let user = try applied(
            #"""
            {"op":"replace","value":{"emails":[{"value":"bjensen@example.com","type":"work","primary":true},
             {"value":"babs@jensen.org","type":"home"}],"nickname":"Babs"}}
            """#, to: Samples.bjensen())
        #expect(!user.hasChanged)
    }

    @Test func `a filter that selects nothing has no target to replace`() {
        #expect(code(#"{"op":"replace","path":"emails[type eq \"fax\"]","value":{"value":"a"}}"#) == .noTarget)
        #expect(code(#"{"op":"replace","path":"emails[type eq \"fax\"].value","value":"a"}"#) == .noTarget)
        #expect(code(#"{"op":"add","path":"emails[type sw \"fax\"].value","value":"a"}"#) == .noTarget)
        #expect(code(#"{"op":"remove"}"#) == .noTarget)
    }

    @Test(arguments: [
        (#"{"op":"replace","path":"shoeSize","value":9}"#, SCIMError.Code.invalidPath),
        (#"{"op":"replace","path":"name.x","value":"a"}"#, .invalidPath),
        (#"{"op":"replace","path":"emails[type pr].x","value":"a"}"#, .invalidPath),
        (#"{"op":"replace","path":"name[givenName pr]","value":{}}"#, .invalidPath),
        (#"{"op":"replace","path":"emails.value[type pr]","value":"a"}"#, .invalidPath),
        (#"{"op":"remove","path":"urn:example:x:a"}"#, .invalidPath),
        (#"{"op":"remove","path":"emails[primary gt true]"}"#, .invalidFilter),
        (#"{"op":"replace","path":"id","value":"a"}"#, .mutability), (#"{"op":"remove","path":"meta"}"#, .mutability),
        (#"{"op":"add","path":"groups","value":[{"value":"a"}]}"#, .mutability),
        (#"{"op":"replace","path":"\#(Samples.enterprise):manager.displayName","value":"a"}"#, .mutability),
        (#"{"op":"remove","path":"userName"}"#, .mutability),
        (#"{"op":"replace","path":"userName","value":null}"#, .mutability),
        (#"{"op":"replace","path":"userName","value":" "}"#, .invalidValue),
        (#"{"op":"replace","path":"userName"}"#, .invalidValue), (#"{"op":"add","value":"a"}"#, .invalidValue),
        (#"{"op":"replace","path":"active","value":"yes"}"#, .invalidValue),
        (#"{"op":"replace","path":"title","value":["a"]}"#, .invalidValue),
        (#"{"op":"replace","path":"name","value":"a"}"#, .invalidValue),
        (#"{"op":"add","path":"addresses","value":"a"}"#, .invalidValue),
        (#"{"op":"add","value":{"urn:example:x":{}}}"#, .invalidSyntax),
        (#"{"op":"add","path":"\#(Samples.enterprise)","value":"a"}"#, .invalidValue),
    ])
    func `what cannot be done is refused with the RFC's word`(operation: String, expected: SCIMError.Code) {
        #expect(code(operation) == expected)
    }

    @Test func `a member's identity cannot change`() throws {
        let group = try Samples.tourGuides()
        let path = #"members[value eq \"2819c223-7f76-453a-919d-413861904646\"]"#
        #expect(code(#"{"op":"replace","path":"\#(path).value","value":"x"}"#, on: group, .group) == .mutability)
        #expect(code(#"{"op":"replace","path":"\#(path)","value":{"value":"x"}}"#, on: group, .group) == .mutability)
        #expect(code(#"{"op":"remove","path":"\#(path).value"}"#, on: group, .group) == .mutability)
        #expect(code(#"{"op":"replace","path":"\#(path).type","value":"User"}"#, on: group, .group) == nil)
    }

    @Test func `a refusal leaves nothing half done`() throws {
        let user = try Samples.bjensen()
        let operations = #"{"op":"replace","path":"title","value":"x"},{"op":"remove","path":"userName"}"#
        #expect(code(operations, on: user) == .mutability)
        #expect(user.text("title") == "Tour Guide")
    }

    @Test func `limits hold after a change and for the work of it`() throws {
        let limits = ResourceLimits(values: 2)
        let add = #"{"op":"add","path":"emails","value":[{"value":"c"}]}"#
        #expect(Samples.code { try applied(add, to: Samples.bjensen(), limits: limits) } == .invalidValue)
        let costly = ResourceLimits(visits: 5)
        let one = #"{"op":"remove","path":"emails[type eq \"x\"]"}"#
        #expect(Samples.code { try applied(one, to: Samples.bjensen(), limits: costly) } == nil)
        #expect(Samples.code { try applied("\(one),\(one)", to: Samples.bjensen(), limits: costly) } == .tooMany)
    }

    @Test func `long texts are more work`() throws {
        let user = try Samples.user(
            #""userName":"a","emails":[{"value":"\#(String(repeating: "x", count: 1024))"}]"#)
        let one = #"{"op":"remove","path":"emails[type eq \"x\"]"}"#
        #expect(Samples.code { try applied(one, to: user, limits: ResourceLimits(visits: 17)) } == nil)
        #expect(Samples.code { try applied(one, to: user, limits: ResourceLimits(visits: 16)) } == .tooMany)
    }

    @Test func `a change of a part is more work than a look`() throws {
        let change = #"{"op":"replace","path":"emails.display","value":"x"}"#
        for (visits, expected) in [(11, nil), (10, SCIMError.Code.tooMany)] {
            let limits = ResourceLimits(visits: visits)
            #expect(Samples.code { try applied(change, to: Samples.bjensen(), limits: limits) } == expected)
        }
    }

    @Test func `an extension is changed by path, as a whole and within the resource`() throws {
        for operation in [
            #"{"op":"replace","path":"\#(Samples.enterprise):department","value":"X"}"#,
            #"{"op":"add","path":"\#(Samples.enterprise)","value":{"department":"X"}}"#,
            #"{"op":"replace","value":{"\#(Samples.enterprise)":{"department":"X"}}}"#,
        ] {
            let inner = try applied(operation, to: Samples.bjensen()).attributes.tree(Samples.enterprise)
            #expect(inner.text("department") == "X")
            #expect(inner.text("division") == "Theme Park")
        }
        let gone = try applied(#"{"op":"remove","path":"\#(Samples.enterprise)"}"#, to: Samples.bjensen())
        #expect(gone.attributes[Samples.enterprise] == nil)
    }
}
