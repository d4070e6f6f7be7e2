import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowHardware: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a registration with what waits for its machine.")

    @Argument(help: HardwareReference.help) var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: HardwareItem = try await api.get(
            APIRoute.fill(APIRoute.hardwareRecord, try HardwareReference.id(id)))
        try console.show(item, output.output) { console in console.print(Self.properties(item).text()) }
    }

    private static func properties(_ item: HardwareItem) -> Properties {
        Properties([
            ("registration", item.id.description), ("serial", item.serialNumber),
            ("endorsement key", item.endorsementKeyHash ?? "not known: the machine needs a code or somebody's word"),
            ("hardware", "\(item.manufacturer) \(item.model)"), ("order", item.orderID ?? ""),
            ("ownership", item.ownership.rawValue), ("trust", item.trustType.word),
            ("mode", item.management.rawValue), ("groups", item.groups.joined(separator: ", ")),
            ("owner", item.owner ?? ""), ("tags", item.tags.joined(separator: ", ")),
            ("name", item.nameTemplate ?? ""), ("registered", "\(item.createdAt) by \(item.createdBy)"),
            ("device", item.device?.description ?? ""), ("enrolled", item.enrolledAt?.description ?? ""),
        ])
    }
}

struct DeleteHardware: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget a registration; the device that it became stays.")

    @Argument(help: HardwareReference.help) var id: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try HardwareReference.id(id)
        try await api.delete(APIRoute.fill(APIRoute.hardwareRecord, id))
        console.print("registration \(id) deleted")
    }
}
