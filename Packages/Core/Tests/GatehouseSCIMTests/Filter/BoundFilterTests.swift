import GatehouseSCIM
import Testing

@Suite struct BoundFilterTests {
    private func holds(_ filter: String, _ subject: AttributeTree? = nil) throws -> Bool {
        try SCIMFilter(parsing: filter).bound(to: .user).matches(subject ?? Samples.bjensen())
    }

    @Test(arguments: [
        (#"userName eq "bjensen@example.com""#, true), (#"userName eq "BJENSEN@example.com""#, true),
        (#"userName eq "bjensen""#, false), (#"userName ne "bjensen""#, true), (#"userName sw "BJ""#, true),
        (#"userName ew ".COM""#, true), (#"userName co "sen@""#, true), (#"userName co """#, true),
        (#"userName gt "a""#, true), (#"userName lt "a""#, false), (#"userName ge "BJENSEN@EXAMPLE.COM""#, true),
        (#"userName le "bjensen@example.com""#, true), (#"externalId eq "701984""#, true),
        (#"id eq "2819C223-7F76-453A-919D-413861904646""#, false), (#"active eq true"#, true),
        (#"active eq "True""#, true), (#"active ne false"#, true), (#"active eq false"#, false),
        (#"profileUrl eq "HTTPS://login.example.com/bjensen""#, false), ("title pr", true), ("entitlements pr", false),
        ("name pr", true), ("title eq null", false), ("entitlements eq null", true), ("title ne null", true),
    ])
    func `each operator compares as the attribute's definition says`(filter: String, expected: Bool) throws {
        #expect(try holds(filter) == expected)
    }

    @Test(arguments: [
        (#"meta.lastModified gt "2011-05-13T04:42:33Z""#, true),
        (#"meta.lastModified gt "2011-05-13T04:42:34Z""#, false),
        (#"meta.lastModified ge "2011-05-13T04:42:34Z""#, true),
        (#"meta.lastModified eq "2011-05-13T05:42:34+01:00""#, true),
        (#"meta.lastModified lt "2011-05-13T06:42:34+02:00""#, false), (#"meta.lastModified sw "2011-05""#, true),
    ])
    func `times are compared as times`(filter: String, expected: Bool) throws {
        #expect(try holds(filter) == expected)
    }

    @Test(arguments: [
        (#"emails co "jensen.org""#, true), (#"emails.value eq "babs@jensen.org""#, true),
        (#"emails.type eq "home" and emails.primary eq true"#, true),
        (#"emails[type eq "home" and primary eq true]"#, false),
        (#"emails[type eq "work" and value co "@example.com"]"#, true),
        (#"emails[not (type eq "work")]"#, true), (#"emails[value pr]"#, true), (#"emails.type ne "work""#, false),
        (#"emails[type ne "work"]"#, true), (#"phoneNumbers[type eq "fax"] or ims[type eq "aim"]"#, true),
        (#"name[familyName eq "jensen"]"#, true), (#"addresses.country eq "usa""#, true),
    ])
    func `brackets ask one value, a path asks any`(filter: String, expected: Bool) throws {
        #expect(try holds(filter) == expected)
    }

    @Test(arguments: [
        (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b""#, true),
        (#"URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:department eq "Tour Operations""#, true),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value sw "26118915""#, true),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager sw "26118915""#, true),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr", true), (#"department pr"#, false),
        (#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#, true),
        (#"schemas eq "urn:example:x""#, false), (#"schemas[value co "enterprise"]"#, true),
    ])
    func `schemas and extensions are asked by URN`(filter: String, expected: Bool) throws {
        #expect(try holds(filter) == expected)
    }

    @Test(arguments: [
        (#"shoeSize eq 9"#, false), (#"shoeSize ne 9"#, true), ("shoeSize pr", false), ("not (shoeSize pr)", true),
        ("shoeSize eq null", true), ("shoeSize ne null", false), (#"name.x eq "a""#, false),
        (#"emails[x eq "a"]"#, false), ("urn:example:x:a pr", false), (#"shoeSize[a pr]"#, false),
    ])
    func `an attribute that the type does not have has no value`(filter: String, expected: Bool) throws {
        #expect(try holds(filter) == expected)
    }

    @Test func `without a value only what denies holds`() throws {
        let empty = AttributeTree(["userName": .text("a"), "title": .text("")])
        for filter in ["title pr", #"nickName eq "a""#, #"nickName co """#, #"nickName gt "a""#, "emails[type pr]"] {
            #expect(try !holds(filter, empty), "\(filter)")
        }
        for filter in [#"nickName ne "a""#, "nickName eq null", #"not (nickName eq "a")"#] {
            #expect(try holds(filter, empty), "\(filter)")
        }
    }

    @Test(arguments: [
        "active gt true", #"active co "t""#, #"active eq "yes""#, "active eq 1", "userName eq 5", "userName eq true",
        "userName gt null", "name eq \"a\"", "meta.lastModified gt \"yesterday\"", #"x509Certificates gt "AAAA""#,
        #"emails[urn:ietf:params:scim:schemas:core:2.0:User:type eq "a"]"#, "emails.primary gt true",
    ])
    func `a comparison that does not fit its attribute is refused`(filter: String) {
        #expect(Samples.code { try holds(filter) } == .invalidFilter)
    }

    @Test func `what is never returned cannot be found out`() throws {
        let secret = AttributeDefinition("secret", "s", mutability: .writeOnly, returned: .never)
        let type = SCIMResourceType(
            name: "T", endpoint: "/T", summary: "t",
            schema: SCIMSchema(id: "urn:example:T", name: "T", summary: "t", attributes: [secret]))
        for filter in [#"secret sw "a""#, "secret pr", "not (secret pr)"] {
            #expect(Samples.code { try SCIMFilter(parsing: filter).bound(to: type) } == .sensitive)
        }
    }

    @Test func `numbers are compared as numbers`() throws {
        let type = SCIMResourceType(
            name: "T", endpoint: "/T", summary: "t",
            schema: SCIMSchema(
                id: "urn:example:T", name: "T", summary: "t",
                attributes: [
                    AttributeDefinition("n", "n", type: .integer), AttributeDefinition("d", "d", type: .decimal),
                ]))
        let tree = AttributeTree(["n": .integer(10), "d": .decimal(2.5)])
        for filter in ["n gt 9", "n lt 10.5", "n eq 10", "d ge 2.5", "d lt 3", "n ne 9"] {
            #expect(try SCIMFilter(parsing: filter).bound(to: type).matches(tree), "\(filter)")
        }
        for filter in ["n co 1", #"n eq "10""#, "d sw 2"] {
            #expect(Samples.code { try SCIMFilter(parsing: filter).bound(to: type) } == .invalidFilter)
        }
    }
}
