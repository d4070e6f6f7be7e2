import ArgumentParser
import GatehouseModel

struct CollectDeviceLogs: PlainDeviceAction {
    static let kind = ActionKind.collectLogs
    static let configuration = CommandConfiguration(
        commandName: "collect-logs", abstract: "Fetch the newest lines of devices' logs; `action logs` saves them.")

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions
}
