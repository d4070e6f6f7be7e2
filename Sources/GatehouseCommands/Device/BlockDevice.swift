import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct BlockDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Withdraw a device's identity at once, and keep its hardware from enrolling again.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Why, for the audit log.") var reason = "blocked by an administrator"
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        try await api.post(APIRoute.fill(APIRoute.deviceBlock, id.description), RevocationRequest(reason: reason))
        console.print("device \(id) blocked")
    }
}

struct ReleaseDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let a blocked device enrol again.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Why, for the audit log.") var reason = "released by an administrator"
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        try await api.post(APIRoute.fill(APIRoute.deviceRelease, id.description), RevocationRequest(reason: reason))
        console.print("device \(id) released: it may enrol again")
    }
}
