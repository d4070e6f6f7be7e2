import ArgumentParser
import GatehouseModel

struct RetireDevice: PlainDeviceAction {
    static let kind = ActionKind.retire
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Let devices leave the fleet: their identity is removed.",
        discussion: "A second person must agree: `gatehouse action approve`. A dry run needs nobody.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Tell what would be removed, and remove nothing.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
