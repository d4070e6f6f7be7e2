import ArgumentParser
import GatehouseModel

struct LockDevice: PlainDeviceAction {
    static let kind = ActionKind.lock
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Lock every session of devices.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
