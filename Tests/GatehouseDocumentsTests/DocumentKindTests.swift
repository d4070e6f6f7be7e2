import Testing

@testable import GatehouseDocuments

struct DocumentKindTests {
    @Test(arguments: [
        ("CompliancePolicy", DocumentKind.compliancePolicy), ("cp", .compliancePolicy),
        ("ACCESSPOLICIES", .accessPolicy),
        ("app", .application), ("settings", .tenantSettings),
    ])
    func `a kind is understood by any of its words`(word: String, kind: DocumentKind) {
        #expect(DocumentKind(word: word) == kind)
    }

    @Test func `no word means two kinds`() {
        let words = DocumentKind.allCases.flatMap { Set($0.words) }
        #expect(Set(words).count == words.count)
    }
}
