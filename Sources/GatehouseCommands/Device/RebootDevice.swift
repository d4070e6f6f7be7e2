import ArgumentParser
import GatehouseModel

struct RebootDevice: PlainDeviceAction {
    static let kind = ActionKind.reboot
    static let configuration = CommandConfiguration(
        commandName: "reboot", abstract: "Restart devices.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
