import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices: what is known of them, and commands to them.",
        subcommands: [
            ListDevices.self, ShowDevice.self, ShowFacts.self, ShowDevicePolicies.self, ShowDeviceHistory.self,
            SetDevice.self, SyncDevice.self,
            LockDevice.self, RebootDevice.self, ShutdownDevice.self, RenameDevice.self, CollectDeviceLogs.self,
            RunDeviceScript.self, RetireDevice.self, WipeDevice.self, RevokeDevice.self, BlockDevice.self,
            ReleaseDevice.self, DeleteDevice.self,
        ])
}
