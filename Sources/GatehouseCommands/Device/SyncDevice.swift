import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SyncDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Have a device report everything now.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        let action: ActionItem = try await api.post(
            APIRoute.fill(APIRoute.deviceActions, id.description), ActionRequest(kind: "sync"))
        try console.show(action, output.output) { console in
            console.print("\(action.kind) \(action.state): \(action.id)")
        }
    }
}
