import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct WipeDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe",
        abstract: "Remove from devices what their own configuration lists, and their identity.",
        discussion: "A second person must agree: `gatehouse action approve`. A dry run needs nobody.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Wipe every disk; platforms that cannot answer `notSupported`.") var wholeDisk = false
    @Flag(help: "Tell what would be removed, and remove nothing.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let scope = wholeDisk ? ActionCommand.WipeScope.wholeDisk : .selective
        try await action.ask(
            ActionRequest(kind: ActionKind.wipe.rawValue, dryRun: dryRun ? true : nil, scope: scope.rawValue),
            devices, api, console)
    }
}
