import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices: what is known of them, and commands to them.",
        subcommands: [
            ListDevices.self, ShowDevice.self, ShowFacts.self, ShowDevicePolicies.self, SyncDevice.self,
            RevokeDevice.self, DeleteDevice.self,
        ])
}
