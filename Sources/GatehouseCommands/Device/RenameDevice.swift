import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RenameDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a device another host name.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Argument(help: "The host name.") var name: String
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard action.filter == nil else {
            throw CommandFailure(.usage, "two devices cannot have one name", hint: "leave --filter out")
        }
        try await action.ask(
            ActionRequest(kind: ActionKind.rename.rawValue, name: name), [device], api, console)
    }
}
