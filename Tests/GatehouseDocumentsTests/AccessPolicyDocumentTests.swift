import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct AccessPolicyDocumentTests {
    private let base = AccessPolicy(name: "p", conditions: AccessConditions(), controls: [.block])

    @Test func `names become the ranges of their locations`() throws {
        let office = try #require(IPRange("192.0.2.0/24"))
        let home = try #require(IPRange("10.0.0.0/8"))
        let document = AccessPolicyDocument(
            base, locations: Selection(include: nil, exclude: [.named("office"), .range(home)]))
        let policy = try document.resolved(namedLocations: [NamedLocation(name: "office", ranges: [office])])
        #expect(policy.conditions.locations == Selection(include: nil, exclude: [office, home]))
    }

    @Test func `an unknown location is an error that names it`() {
        let document = AccessPolicyDocument(base, locations: Selection(include: [.named("ofice"), .named("a")]))
        #expect(throws: UnknownLocations(policy: "p", names: ["a", "ofice"])) {
            try document.resolved(namedLocations: [])
        }
    }

    @Test func `a policy with ranges is the same through a document`() throws {
        var policy = base
        policy.conditions.locations = Selection(include: [try #require(IPRange("0.0.0.0/0"))])
        #expect(try AccessPolicyDocument(policy).resolved(namedLocations: []) == policy)
    }
}
