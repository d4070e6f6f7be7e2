import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseWire

struct DeleteCommand: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete one document.")

    @Argument(help: KindArgument.help) var kind: KindArgument
    @Argument var name: String
    @Flag(help: "Say who would gain and lose access, and delete nothing.") var dryRun = false
    @Option(
        help: ArgumentHelp("With --dry-run: look also at the decisions recorded since so long.", valueName: "duration"))
    var replay: String?
    @Flag(help: "Delete it also where that takes an application from every device that has it.")
    var confirmLockOut = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if replay != nil, !dryRun { throw ValidationError("--replay is for --dry-run") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let kind = kind.kind.rawValue
        if dryRun {
            let deletion = DocumentReference(kind: kind, name: name)
            let request = DryRunRequest(files: [], deletions: [deletion], replay: replay)
            return try await DryRunReport.show(request, api, .table, console)
        }
        let query = confirmLockOut ? [APIRequest.QueryItem("confirmLockOut", "true")] : []
        try await api.delete(APIRoute.fill(APIRoute.document, kind, name), query: query)
        console.print("\(kind)/\(name) \(console.coloured(Table.Cell(.deleted)))")
    }
}
