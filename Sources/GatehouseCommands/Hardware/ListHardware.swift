import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListHardware: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List registered hardware, newest first.",
        discussion: "A filter reads as: manufacturer eq 'LENOVO' and contains(serialNumber,'PF3')")

    @Option(help: "Only registrations where this holds.") var filter: String?
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let query = filter.map { [APIRequest.QueryItem("filter", $0)] } ?? []
        let items: [HardwareItem] = try await api.list(APIRoute.hardware, query: query, limit: limit)
        try console.show(items, output.output) { isWide in
            var table = Table(
                ["ID", "SERIAL", "MODEL", "KEY", "OWNERSHIP", "OWNER", "GROUPS", "ENROLLED"]
                    + (isWide ? ["TRUST", "MODE", "NAME", "TAGS", "ORDER", "DEVICE", "CREATED", "BY"] : []))
            for item in items {
                table.add([
                    .init(item.id.description), .init(item.serialNumber),
                    .init("\(item.manufacturer) \(item.model)"),
                    .init(item.endorsementKeyHash.map { String($0.prefix(12)) } ?? "none"),
                    .init(item.ownership.rawValue), .init(item.owner ?? ""),
                    .init(item.groups.joined(separator: ",")), .init(item.enrolledAt?.description ?? "waits"),
                    .init(item.trustType.word), .init(item.management.rawValue), .init(item.nameTemplate ?? ""),
                    .init(item.tags.joined(separator: ",")), .init(item.orderID ?? ""),
                    .init(item.device?.description ?? ""), .init(item.createdAt.description), .init(item.createdBy),
                ])
            }
            return table
        }
    }
}
