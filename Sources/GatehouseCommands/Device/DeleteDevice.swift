import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct DeleteDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove a device and all that is known of it.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        try await api.delete(APIRoute.fill(APIRoute.device, id.description))
        console.print("device \(id) deleted")
    }
}
