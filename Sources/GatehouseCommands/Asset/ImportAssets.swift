import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ImportAssets: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in a CSV file, all of it or nothing.",
        discussion: """
            Columns, in any order: id name kind state manufacturer model serial mac ip os owner tags accountable \
            department costCentre location notes lastSeen. An empty cell leaves what is there.
            """)

    @Argument(help: "A CSV file, or - for the standard input.", completion: .file(extensions: ["csv"])) var file: String
    @Flag(help: "Only say what would change.") var dryRun = false
    @Flag(help: "The rows say only what was seen, as a scan or a list of leases does.") var sightings = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let source = SourceFile(
            name: file == "-" ? "standard input" : file, text: try SourceFile.text(of: file))
        let outcome: AssetImportResponse = try await api.post(
            APIRoute.assetImport, AssetImportRequest(file: source, asSightings: sightings, dryRun: dryRun))
        try console.show(outcome, output.output) { console in
            var table = Table(["LINE", "NAME", "CHANGE", "FIELDS"])
            for change in outcome.changes {
                table.add([
                    .init(String(change.line)), .init(change.name), .init(change.change),
                    .init(change.fields.joined(separator: ",")),
                ])
            }
            if !outcome.changes.isEmpty { console.print(table) }
            let counts = "\(outcome.created) created, \(outcome.updated) updated, \(outcome.unchanged) unchanged"
            console.print(dryRun ? "\(counts) (dry run: nothing was changed)" : counts)
        }
    }
}
