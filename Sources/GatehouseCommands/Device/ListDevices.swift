import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListDevices: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List devices.",
        discussion: "A filter reads as: complianceState eq 'noncompliant' and contains(name,'eng')")

    @Option(help: "Only devices where this holds.") var filter: String?
    @Option(help: "Fields to order by, as `lastContact desc`.") var orderBy = "name"
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var query = [APIRequest.QueryItem("orderBy", orderBy)]
        if let filter { query.append(APIRequest.QueryItem("filter", filter)) }
        let devices: [DeviceSummary] = try await api.list(APIRoute.devices, query: query, limit: limit)
        try console.show(devices, output.output) { Self.table(devices, isWide: $0) }
    }

    static func table(_ devices: [DeviceSummary], isWide: Bool) -> Table {
        var table = Table(
            ["NAME", "COMPLIANCE", "PLATFORM", "SYSTEM", "LAST CONTACT", "LIFECYCLE"]
                + (isWide ? ["OWNERSHIP", "TRUST", "MODE", "OWNER", "TAGS", "GROUPS", "SERIAL", "ENROLLED", "ID"] : []))
        for device in devices {
            table.add([
                .init(device.name), .init(device.complianceState), .init(device.platform.rawValue),
                .init("\(device.operatingSystem) \(device.operatingSystemVersion)"),
                .init(device.lastContact.description),
                .init(device.lifecycle.rawValue, device.lifecycle == .enrolled ? nil : .red),
                .init(device.ownership.rawValue), .init(device.trustType.word),
                .init(device.management.rawValue), .init(device.owner ?? ""),
                .init(device.tags.joined(separator: ",")), .init(device.groups.joined(separator: ",")),
                .init(device.serialNumber), .init(device.enrolledAt.description), .init(device.id.description),
            ])
        }
        return table
    }
}
