import ArgumentParser
import GatehouseModel

struct SyncDevice: PlainDeviceAction {
    static let kind = ActionKind.sync
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Have devices report everything now.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
