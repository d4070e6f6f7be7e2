import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowScript: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a script: the version that runs, and the one that waits, to be read.")

    @Argument(help: "Name of the ComplianceScript.") var name: String
    @Flag(help: "Also versions that were replaced or refused.") var all = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let detail: ScriptDetail = try await api.get(APIRoute.fill(APIRoute.script, name))
        try console.show(detail, output.output) { console in
            let shown = detail.versions.filter { all || $0.state == .pending || $0.state == .approved }
            for (number, version) in shown.enumerated() {
                if number > 0 { console.print("") }
                print(version, detail.script, console)
            }
        }
    }

    private func print(_ version: ScriptVersionItem, _ script: ScriptItem, _ console: Console) {
        console.print(
            Properties(
                [
                    ("script", name), ("version", version.digest), ("state", version.state.rawValue),
                    ("written by", version.createdBy), ("written", version.createdAt.description),
                    ("decided by", version.decidedBy ?? ""), ("decided", version.decidedAt?.description ?? ""),
                    ("reason", version.reason ?? ""),
                    ("runs until", version.digest == script.running ? script.expiresAt?.description ?? "" : ""),
                ] + version.parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            ).text())
        console.print("")
        let lines = version.script.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.last == "" ? lines.dropLast() : lines { console.print("  \(line)") }
    }
}
