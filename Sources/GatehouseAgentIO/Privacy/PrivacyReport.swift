import GatehouseModel
import GatehouseWire

/// What of this machine's facts goes to the server, and what stays here, with the reason of each.
struct PrivacyReport {
    /// Whose the device is taken to be; `nil` when that is not known.
    var ownership: Ownership?
    /// How that is known, in words.
    var origin: String
    /// In the order in which they are shown.
    var facts: [Fact]

    /// One line a fact, then how many are sent.
    var text: String {
        let rows = facts.map { fact in
            [
                fact.key.rawValue, fact.state.words, FactCatalogue.privacy(of: fact.key).rawValue,
                withholding(fact) == nil ? "sent" : "withheld", reason(fact),
            ]
        }
        let table = TextTable(["FACT", "VALUE", "CLASS", "", "WHY"], rows, widths: [40, 56, 9, 8, 60])
        let sent = facts.filter { withholding($0) == nil }.count
        return """
            \(table)

            \(sent) of \(facts.count) facts are sent: this device \(standing) (\(origin)).
            """
    }

    /// The facts as `facts --json` has them, each with `privacy`, `sent` and `reason`.
    var json: JSON {
        .array(
            facts.map { fact in
                guard case .object(let members) = fact.json else { return fact.json }
                return .object(
                    members + [
                        .init("privacy", .string(FactCatalogue.privacy(of: fact.key).rawValue)),
                        .init("sent", .boolean(withholding(fact) == nil)), .init("reason", .string(reason(fact))),
                    ])
            })
    }

    private var standing: String {
        ownership.map { "is \($0.words)" } ?? "counts as a person's own until the server says whose it is"
    }

    private func withholding(_ fact: Fact) -> String? { FactCatalogue.withholding(of: fact.key, by: ownership) }

    private func reason(_ fact: Fact) -> String {
        if let withholding = withholding(fact) { return withholding }
        let privacy = FactCatalogue.privacy(of: fact.key)
        return privacy.isReported(by: nil)
            ? "every device reports its \(privacy.rawValue)" : "a company's device reports it"
    }
}

extension Ownership {
    /// Whose a device is, as the end of a sentence.
    var words: String {
        switch self {
        case .company: "a company's"
        case .personal: "a person's own"
        }
    }
}

extension FactState {
    /// The state in one line; a table says how many rows it has.
    var words: String {
        switch self {
        case .known(.list(let rows)) where rows.contains { if case .record = $0 { true } else { false } }:
            rows.count == 1 ? rows[0].description : "\(rows.count) rows, see --json"
        case .known(let value): value.description
        case .absent(let reason): "absent: \(reason)"
        case .unavailable(let reason): "unknown: \(reason)"
        }
    }
}
