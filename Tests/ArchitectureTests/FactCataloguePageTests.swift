import Foundation
import GatehouseModel
import Testing

/// `docs/facts.md` is written from the catalogue; `GOLDEN=1` rewrites it.
@Suite struct FactCataloguePageTests {
    private static let path = "docs/facts.md"

    @Test func `the page of facts says what the catalogue says`() throws {
        if ProcessInfo.processInfo.environment["GOLDEN"] == "1" {
            try SourceFile.write(Self.page, to: Self.path)
        }
        #expect(try SourceFile.text(of: Self.path) == Self.page, "run `make golden` and look at the difference")
    }

    private static var page: String {
        let families = Dictionary(grouping: FactCatalogue.all) { String($0.key.rawValue.prefix { $0 != "." }) }
        let tables = families.sorted { $0.key < $1.key }.map { family, facts in
            "## \(family)\n\n| fact | type | meaning | source |\n|---|---|---|---|\n"
                + facts.map(row).sorted().joined(separator: "\n") + "\n"
        }
        return """
            # Facts

            Every fact that a device may report, and that a requirement may test. A key that is not here is refused by
            name. This page is generated from `FactCatalogue`; `make golden` writes it.

            \(tables.joined(separator: "\n"))
            """
    }

    private static func row(_ fact: FactDefinition) -> String {
        "| `\(fact.key)` | \(fact.type.name) | \(fact.summary) | \(fact.source) |"
    }
}
