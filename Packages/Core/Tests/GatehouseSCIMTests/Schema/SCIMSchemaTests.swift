import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct SCIMSchemaTests {
    private func names(_ definitions: [AttributeDefinition]) -> [String] { definitions.map(\.name) }

    @Test func `a user has the attributes of the RFC but a password`() {
        #expect(
            Set(names(SCIMSchema.user.attributes)) == [
                "userName", "name", "displayName", "nickName", "profileUrl", "title", "userType",
                "preferredLanguage", "locale", "timezone", "active", "emails", "phoneNumbers", "ims", "photos",
                "addresses", "groups", "entitlements", "roles", "x509Certificates",
            ])
    }

    @Test func `an organisation adds what the RFC names`() {
        #expect(
            names(SCIMSchema.enterpriseUser.attributes) == [
                "employeeNumber", "costCenter", "organization", "division", "department", "manager",
            ])
        #expect(SCIMSchema.enterpriseUser.id == Samples.enterprise)
    }

    @Test func `a definition is shown with every characteristic`() throws {
        let userName = try #require(SCIMSchema.user.attributes.first)
        let expected = try Samples.json(
            #"""
            {"name":"userName","type":"string","multiValued":false,
             "description":"The name that the person signs in with.","required":true,"caseExact":false,
             "mutability":"readWrite","returned":"default","uniqueness":"server"}
            """#)
        #expect(userName.json == expected)
    }

    @Test func `a plural attribute shows its parts and their canonical values`() throws {
        let emails = try #require(SCIMSchema.user.attributes.first { $0.name == "emails" }).json
        guard case .array(let parts)? = emails["subAttributes"] else { throw SCIMError(.invalidValue, "no parts") }
        #expect(parts.map { $0["name"] } == ["value", "display", "type", "primary"].map { .string($0) })
        #expect(parts[2]["canonicalValues"] == .array([.string("work"), .string("home"), .string("other")]))
    }

    /// The members of an attribute's description, by the schema of schemas, against what is written.
    @Test func `every schema is as the schema of schemas says`() throws {
        let attributes = try #require(SCIMSchema.schema.attributes.first { $0.name == "attributes" })
        let known = Set(names(attributes.subAttributes))
        func check(_ json: JSON, _ place: String) {
            guard case .object(let members) = json else { return }
            for member in members {
                #expect(known.contains(member.name), "\(place).\(member.name)")
                guard member.name == "subAttributes", case .array(let parts) = member.value else { continue }
                for part in parts { check(part, place) }
            }
        }
        for schema in SCIMSchema.all {
            for attribute in schema.attributes { check(attribute.json, schema.name) }
        }
    }

    @Test(arguments: SCIMSchema.all)
    func `names are the RFC's and unique within a schema`(schema: SCIMSchema) {
        func check(_ definitions: [AttributeDefinition]) {
            #expect(Set(definitions.map { $0.name.lowercased() }).count == definitions.count)
            for definition in definitions {
                #expect(AttributePath(definition.name) != nil)
                #expect((definition.type == .complex) == !definition.subAttributes.isEmpty, "\(definition.name)")
                check(definition.subAttributes)
            }
        }
        check(schema.attributes)
    }
}
