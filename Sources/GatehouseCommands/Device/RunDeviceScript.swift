import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RunDeviceScript: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-script", abstract: "Run a script on devices, signed, as an unprivileged account.",
        discussion: """
            The script's first line names its interpreter. A second person must agree: `gatehouse action approve`. The \
            output is in `gatehouse action show`.
            """)

    @Argument(help: DeviceReference.help) var devices: [DeviceReference] = []
    @Option(help: "File with the script, at most 64 KiB.") var script: String
    @Option(name: .customLong("as"), help: "Account that it runs as, if the device's own configuration lists it.")
    var account: String?
    @Option(help: "Kill it after this, as 30s or 5m; at most 1h.") var timeLimit: String?
    @Flag(help: "Show which devices would be asked, and ask none.") var dryRun = false
    @OptionGroup var action: DeviceActionOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard let text = try? String(contentsOfFile: script, encoding: .utf8) else {
            throw CommandFailure(.usage, "the script cannot be read from `\(script)`", hint: "is it a text file")
        }
        if dryRun {
            return try await DeviceSelection(devices: devices, filter: action.filter).show(.runScript, api, console)
        }
        let request = ActionRequest(
            kind: ActionKind.runScript.rawValue,
            script: ActionRequest.ScriptRequest(text: text, account: account, timeLimit: timeLimit))
        try await action.ask(request, devices, api, console)
    }
}
