import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct DiscoveryTests {
    private let discovery = Discovery(base: "https://gatehouse.example/scim/v2")

    @Test func `all six schemas are listed, each with its address`() throws {
        #expect(discovery.schemas["totalResults"] == .integer(6))
        guard case .array(let schemas)? = discovery.schemas["Resources"] else { throw SCIMError(.invalidValue, "") }
        for (json, schema) in zip(schemas, SCIMSchema.all) {
            #expect(json["id"] == .string(schema.id))
            #expect(
                json["meta"]?["location"] == .string("https://gatehouse.example/scim/v2/Schemas/\(schema.id)"))
        }
    }

    @Test func `a schema is found without regard to case, and an unknown one is not`() {
        #expect(discovery.schema(id: Samples.userSchema.uppercased())?["name"] == .string("User"))
        #expect(discovery.schema(id: "urn:example:nothing") == nil)
    }

    @Test func `a user's type names its endpoint and extension`() throws {
        let expected = try Samples.json(
            #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User",
             "endpoint":"/Users","description":"People's accounts",
             "schema":"urn:ietf:params:scim:schemas:core:2.0:User",
             "schemaExtensions":[{"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                                  "required":false}],
             "meta":{"resourceType":"ResourceType",
                     "location":"https://gatehouse.example/scim/v2/ResourceTypes/User"}}
            """#)
        #expect(discovery.resourceType(name: "User") == expected)
        #expect(discovery.resourceType(name: "Device") == nil)
        #expect(discovery.resourceTypes["totalResults"] == .integer(2))
    }

    @Test func `the configuration says patch and versions, but neither bulk nor passwords`() {
        let json = ServiceProviderConfiguration(maximumResults: 50).json(base: discovery.base)
        for (feature, isSupported) in [
            ("patch", true), ("bulk", false), ("filter", true), ("changePassword", false), ("sort", true),
            ("etag", true),
        ] {
            #expect(json[feature]?["supported"] == .boolean(isSupported), "\(feature)")
        }
        #expect(json["bulk"]?["maxOperations"] == .integer(0))
        #expect(json["filter"]?["maxResults"] == .integer(50))
        #expect(json["documentationUri"] == nil)
        let documented = ServiceProviderConfiguration(documentationURI: "https://gatehouse.example/docs")
        #expect(documented.json(base: "")["documentationUri"] == .string("https://gatehouse.example/docs"))
    }

    /// What is required by the schema of the configuration is there.
    @Test func `the documents hold what their schemas require`() {
        let documents: [(SCIMSchema, JSON)] = [
            (.serviceProviderConfiguration, ServiceProviderConfiguration().json(base: "")),
            (.resourceType, SCIMResourceType.user.json(base: "")), (.schema, SCIMSchema.user.json(base: "")),
        ]
        func check(_ definitions: [AttributeDefinition], _ json: JSON) {
            for definition in definitions where definition.isRequired {
                let value = json[definition.name]
                #expect(value != nil, "\(definition.name)")
                guard let value else { continue }
                let elements = if case .array(let values) = value { values } else { [value] }
                for element in elements { check(definition.subAttributes, element) }
            }
        }
        for (schema, json) in documents { check(schema.attributes, json) }
    }
}
