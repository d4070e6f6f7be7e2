import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RevokeDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Withdraw a device's identity at once; it must enrol again.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Why, for the audit log.") var reason = "revoked by an administrator"
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        try await api.post(APIRoute.fill(APIRoute.deviceRevocation, id.description), RevocationRequest(reason: reason))
        console.print("device \(id) revoked")
    }
}
