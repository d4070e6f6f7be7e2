import ArgumentParser
import GatehouseClient
import GatehouseWire

struct ApplyCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make documents what files say; all of them or none.")

    @OptionGroup var files: FileOptions
    @Flag(help: "Check and compare, and change nothing.") var dryRun = false
    @Flag(help: "Wait until every device was judged by what was applied.") var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = ApplyRequest(files: try files.read(), dryRun: dryRun)
        let response: ApplyResponse = try await api.post(APIRoute.apply, request)
        try console.show(response, output.output) { console in
            ChangeReport(response: response).printChanges(console, suffix: dryRun ? " (dry run)" : "")
        }
        if wait, !dryRun { try await FleetWait(api: api).run(console) }
    }
}
