import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowFacts: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts", abstract: "List what is known of a device, with its source and assurance.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Only facts whose key begins so.") var prefix = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        let page: ListPage<FactItem> = try await api.get(APIRoute.fill(APIRoute.deviceFacts, id.description))
        let facts = page.items.filter { $0.key.hasPrefix(prefix) }
        try console.show(facts, output.output) { Self.table(facts, isWide: $0) }
    }

    static func table(_ facts: [FactItem], isWide: Bool) -> Table {
        var table = Table(
            ["FACT", "VALUE", "ASSURANCE", "OBSERVED"] + (isWide ? ["SOURCE", "EVIDENCE"] : []))
        for fact in facts {
            let value =
                fact.value?.description ?? "\(fact.state.rawValue)\(fact.reason.map { ": \($0)" } ?? "")"
            table.add([
                .init(fact.key), .init(value, fact.state == .known ? nil : .yellow), .init(fact.assurance.rawValue),
                .init(fact.observedAt.description), .init(fact.source), .init(fact.evidence),
            ])
        }
        return table
    }
}
