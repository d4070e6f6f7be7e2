import ArgumentParser
import GatehouseModel

struct ShutdownDevice: PlainDeviceAction {
    static let kind = ActionKind.shutdown
    static let configuration = CommandConfiguration(
        commandName: "shutdown", abstract: "Turn devices off.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
