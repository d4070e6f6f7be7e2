import ArgumentParser
import GatehouseClient
import GatehouseWire

struct DiffCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how files differ from what the server has; ends with 7 when they do.")

    @OptionGroup var files: FileOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let response: ApplyResponse = try await api.post(APIRoute.diff, DiffRequest(files: try files.read()))
        try console.show(response, output.output) { console in
            ChangeReport(response: response).printDifferences(console)
        }
        if response.results.contains(where: { $0.change != .unchanged }) { throw CommandFailure(.different, "") }
    }
}
