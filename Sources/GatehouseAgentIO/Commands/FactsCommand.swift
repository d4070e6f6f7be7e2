import GatehouseAgent
import GatehouseModel
import GatehouseWire
import Glibc

/// Shows what is known of this machine, or what of it would be sent; needs no server and no identity.
///
/// `facts [--json] [--explain-privacy] [--ownership company|personal] [--config FILE] [--state-dir DIR]`
enum FactsCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(
            words, options: ["--ownership", "--config", "--state-dir"], flags: ["--json", "--explain-privacy"])
        let explains = arguments.has("--explain-privacy")
        guard explains || arguments["--ownership"] == nil else {
            throw AgentError(.usage, "`--ownership` goes with `--explain-privacy`")
        }
        let standing = try explains ? standing(arguments) : nil
        let configuration = try AgentConfiguration.load(arguments["--config"])
        let facts = CollectorSet(configuration.collectors).collect(at: .now()).sorted { $0.key < $1.key }
        if let standing {
            let report = PrivacyReport(ownership: standing.ownership, origin: standing.origin, facts: facts)
            write(arguments.has("--json") ? text(report.json) : report.text)
        } else {
            write(arguments.has("--json") ? text(.array(facts.map(\.json))) : table(of: facts))
        }
        return .success
    }

    private static func text(_ json: JSON) -> String { String(decoding: json.serialised(), as: UTF8.self) }

    private static func write(_ text: String) { StandardOutput.write(text) }

    /// Whose the device is: as asked for, else as the server said, else not known.
    private static func standing(
        _ arguments: Arguments
    ) throws(AgentError) -> (ownership: Ownership?, origin: String) {
        if let word = arguments["--ownership"] {
            guard let ownership = Ownership(rawValue: word) else {
                throw AgentError(.usage, "`\(word)` is no ownership", hint: "company or personal")
            }
            return (ownership, "as asked for with --ownership")
        }
        let path = arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory
        guard arguments["--state-dir"] != nil || access(path, F_OK) == 0 else { return (nil, "it is not enrolled") }
        let directory = try StateDirectory(existing: path)
        guard try directory.read("identity.json") != nil else { return (nil, "it is not enrolled") }
        let ownership = directory.ownership()
        return (ownership, ownership == nil ? "the server has not said yet" : "as the server said")
    }

    /// One line a fact; what is not known says why.
    static func table(of facts: [Fact]) -> String {
        let rows = facts.map { fact in
            [fact.key.rawValue, fact.state.words, fact.assurance.rawValue, fact.source(besides: fact.state)]
        }
        return TextTable(["FACT", "VALUE", "ASSURANCE", "EVIDENCE"], rows, widths: [40, 56, 14, 72]).description
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
