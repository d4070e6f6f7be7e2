import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListScripts: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List discovery scripts: which version runs, and which waits.")

    @Flag(help: "Only those that wait for a second person.") var pending = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<ScriptItem> = try await api.get(APIRoute.scripts)
        let scripts = page.items.filter { !pending || $0.pending != nil }
        try console.show(scripts, output.output) { _ in
            var table = Table(["SCRIPT", "RUNS", "APPROVED BY", "UNTIL", "WAITS", "WRITTEN BY"])
            for script in scripts {
                table.add([
                    script.name, Self.short(script.running), script.approvedBy ?? "",
                    script.expiresAt?.description ?? "", Self.short(script.pending), script.pendingBy ?? "",
                ])
            }
            return table
        }
    }

    /// Enough of a digest to name a version.
    static func short(_ digest: String?) -> String { digest.map { String($0.prefix(12)) } ?? "" }
}
