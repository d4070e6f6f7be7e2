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
            "## \(family)\n\n| fact | type | meaning | source | best assurance | platforms | privacy |\n"
                + "|---|---|---|---|---|---|---|\n"
                + facts.map(row).sorted().joined(separator: "\n") + "\n"
        }
        return """
            # Facts

            Every fact that a device may report, and that a requirement may test. A key that is not here is refused by
            name. This page is generated from `FactCatalogue`; `make golden` writes it.

            Best assurance is what the source allows; a device that is trusted less reports less. Privacy is what a fact
            tells about the person behind the device: `posture` and `identity` are always reported, `inventory` and
            `person` by company devices only.

            \(tables.joined(separator: "\n"))
            ## custom

            What administrators' discovery scripts report: `custom.SCRIPT.SETTING`, of the types that the script declares, as
            agents measure them (`agentVerified`). Nobody can know beforehand what a script reads, so the family is of the
            privacy class `person`: personal devices run a script only where it says so itself
            ([how](how-to/custom-compliance.md)).

            """
    }

    private static func row(_ fact: FactDefinition) -> String {
        let platforms = fact.platforms.map(\.rawValue).sorted().joined(separator: ", ")
        return "| `\(fact.key)` | \(fact.type.name) | \(fact.summary) | \(fact.source) "
            + "| \(fact.assurance.rawValue) | \(platforms) | \(fact.privacy.rawValue) |"
    }
}
