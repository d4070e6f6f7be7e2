import GatehouseAgent
import GatehouseModel
import GatehouseWire

/// Shows what is known of this machine; needs no server.
///
/// `facts [--json]`
enum FactsCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(words, options: [], flags: ["--json"])
        let facts = CollectorSet().collect(at: .now()).sorted { $0.key < $1.key }
        if arguments.has("--json") {
            StandardOutput.write(String(decoding: JSON.array(facts.map(\.json)).serialised(), as: UTF8.self))
        } else {
            StandardOutput.write(table(of: facts))
        }
        return .success
    }

    /// One line a fact; what is not known says why.
    static func table(of facts: [Fact]) -> String {
        let rows = facts.map { fact in
            [fact.key.rawValue, fact.state.words, fact.assurance.rawValue, fact.source(besides: fact.state)]
        }
        return TextTable(["FACT", "VALUE", "ASSURANCE", "EVIDENCE"], rows, widths: [40, 56, 14, 72]).description
    }
}

extension FactState {
    fileprivate var words: String {
        switch self {
        case .known(.list(let rows)) where rows.contains { if case .record = $0 { true } else { false } }:
            rows.count == 1 ? rows[0].description : "\(rows.count) rows, see --json"
        case .known(let value): value.description
        case .absent(let reason): "absent: \(reason)"
        case .unavailable(let reason): "unknown: \(reason)"
        }
    }
}

extension Fact {
    /// Where it was read and what was read there, unless that says no more than the state.
    fileprivate func source(besides state: FactState) -> String {
        switch state {
        case .absent(evidence), .unavailable(evidence): source
        default: evidence.isEmpty || evidence == state.words ? source : "\(source): \(evidence)"
        }
    }
}
