import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct WhatIfCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if", abstract: "Say what a request that nobody made would be answered, and why.",
        discussion: "What is not given is absent. A device that is named is taken as it is, except for what is given.")

    @Option(help: "Application that would be asked for.") var application: String
    @Option(help: ArgumentHelp("Id or name of a device.", valueName: "device")) var device: DeviceReference?
    @Option(help: "Platform of the request.") var platform: WordArgument<Platform>?
    @Option(help: "Address to ask from.") var address: String?
    @Option(help: "What asks.") var client: WordArgument<ClientApplicationType>?
    @Option(help: "State of the device, in place of its own.") var complianceState: WordArgument<ComplianceState>?
    @Option(help: "How far the identity is believed, in place of its own.") var assurance: WordArgument<Assurance>?
    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp(
            "Decide as if these files had been applied: YAML, a folder, or - ; may be repeated.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: [String] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var request = WhatIfRequest(application: application)
        request.device = try await device?.resolve(api).description
        (request.platform, request.address, request.client) = (platform?.word, address, client?.word)
        (request.complianceState, request.assurance) = (complianceState?.word, assurance?.word)
        if !file.isEmpty { request.files = try SourceFile.read(file) }
        let answer: WhatIfResponse = try await api.post(APIRoute.whatIf, request)
        try console.show(answer, output.output) { Self.print(answer, $0) }
    }

    private static func print(_ answer: WhatIfResponse, _ console: Console) {
        var inputs = Table(["INPUT", "VALUE", "FROM"])
        for input in answer.inputs {
            inputs.add([
                .init(input.name), .init(input.value ?? "-"), .init(words(input.origin), colour(input.origin)),
            ])
        }
        console.print(inputs)
        console.print("")
        let outcome = console.coloured(Table.Cell(answer.outcome))
        console.print("\(console.coloured(answer.application, .bold)): \(outcome)")
        DecisionReport.print(reasons: answer.reasons, policies: [], missing: answer.missing, console)
        if !answer.policies.isEmpty { console.print(policies(answer.policies)) }
        for note in answer.notes { console.note("note: \(note)") }
    }

    private static func policies(_ policies: [WhatIfPolicyItem]) -> Table {
        var table = Table(["POLICY", "MODE", "APPLIES", "DEMANDS", "RESULT", "DECIDED BY"], indent: "  ")
        for policy in policies {
            let outcome = policy.outcome
            let demands = policy.demands.map(\.description)
                .joined(separator: policy.demand == .any ? " or " : " and ")
            table.add([
                .init(outcome.policy), .init(outcome.reportOnly ? "report only" : "enforced"),
                .init(outcome.application), .init(demands),
                .init(outcome.result.rawValue, DecisionReport.colour(outcome.result)),
                .init(outcome.decidingCondition ?? ""),
            ])
        }
        return table
    }

    private static func words(_ origin: WhatIfInputItem.Origin) -> String {
        switch origin {
        case .given: "given"
        case .device: "the device"
        case .absent: "absent"
        case .unavailable: "not known now"
        case .assumed: "assumed"
        }
    }

    private static func colour(_ origin: WhatIfInputItem.Origin) -> Colour? {
        switch origin {
        case .given, .device: nil
        case .absent: .faint
        case .unavailable, .assumed: .yellow
        }
    }
}

/// One word of a closed set.
struct WordArgument<Word: CaseIterable & RawRepresentable<String> & Sendable>: ExpressibleByArgument, Sendable {
    let word: Word

    init?(argument: String) {
        guard let word = Word(rawValue: argument) else { return nil }
        self.word = word
    }

    static var allValueStrings: [String] { Word.allCases.map(\.rawValue) }
}
