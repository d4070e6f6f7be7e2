import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ApplyCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make documents what files say; all of them or none.")

    @OptionGroup var files: FileOptions
    @Flag(help: "Check and compare, and change nothing.") var dryRun = false
    @Option(
        help: ArgumentHelp(
            "With --dry-run: who would gain and lose access, by the devices as they are now and by the decisions recorded since so long.",
            valueName: "duration"))
    var replay: String?
    @Option(help: "With --replay: list at most so many differences of each kind.") var limit = 100
    @Flag(help: "Apply also what takes an application from every device that has it.") var confirmLockOut = false
    @Flag(help: "Wait until every device was judged by what was applied.") var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if replay != nil, !dryRun { throw ValidationError("--replay is for --dry-run") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let sources = try files.read()
        if let replay {
            let request = DryRunRequest(files: sources, replay: replay, limit: limit)
            return try await DryRunReport.show(request, api, output.output, console)
        }
        let request = ApplyRequest(files: sources, dryRun: dryRun, confirmLockOut: confirmLockOut ? true : nil)
        let response: ApplyResponse = try await api.post(APIRoute.apply, request)
        try console.show(response, output.output) { console in
            ChangeReport(response: response).printChanges(console, suffix: dryRun ? " (dry run)" : "")
        }
        if wait, !dryRun { try await FleetWait(api: api).run(console) }
    }
}
