import GatehouseModel
import Testing

@testable import GatehouseDocuments

@Suite struct UpdateRingsTests {
    private func text(_ rings: String) -> String {
        Texts.document("TenantSettings", name: "tenant", spec: "agentUpdates:\n  rings:\n\(rings)")
    }

    @Test func `rings are read, and written as they were`() throws {
        let documents = try Texts.documents(
            text("    - {name: canary, percentage: 5}\n    - {name: everyone, percentage: 100, delay: 4d}"))
        let rings = [
            UpdateRing(name: "canary", percentage: 5, delay: .zero),
            UpdateRing(name: "everyone", percentage: 100, delay: .seconds(4 * 86_400)),
        ]
        #expect(documents == [.tenantSettings(TenantSettings(updateRings: rings))])
        #expect(try Texts.documents(DocumentWriter.write(try #require(documents.first))) == documents)
    }

    @Test(arguments: [
        ("    - {name: a, percentage: 0}", "from 1 to 100"), ("    - {name: a, percentage: 101}", "from 1 to 100"),
        ("    - {name: a, percentage: half}", "from 1 to 100"), ("    - {name: a}", "percentage` is missing"),
        ("    - {percentage: 5}", "name` is missing"), ("    - {name: a, percentage: 5, delay: 99d}", "must be from"),
        ("    - {name: a, percentage: 5}\n    - {name: a, percentage: 6}", "the same `name`"),
        ("    - {name: a, percentage: 5}\n    - {name: b, percentage: 5}", "the same `percentage`"),
        ("    - {name: a, percentage: 5, group: x}", "unknown field `group`"),
    ])
    func `a ring that nobody could follow is refused`(rings: String, words: String) {
        #expect(Texts.problems(text(rings)).contains { $0.message.contains(words) })
    }
}
