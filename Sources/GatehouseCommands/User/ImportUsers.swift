import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ImportUsers: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in a CSV file of people, all of it or nothing.",
        discussion: """
            Columns, in any order: userName displayName givenName familyName mail kind enabled jobTitle department \
            costCentre employeeNumber manager. People are told by userName; an empty cell leaves what is there.
            """)

    @Argument(help: "A CSV file, or - for the standard input.", completion: .file(extensions: ["csv"])) var file: String
    @Flag(help: "Only say what would change.") var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let source = SourceFile(
            name: file == "-" ? "standard input" : file, text: try SourceFile.text(of: file))
        let outcome: UserImportResponse = try await api.post(
            APIRoute.userImport, UserImportRequest(file: source, dryRun: dryRun))
        try console.show(outcome, output.output) { console in
            var table = Table(["LINE", "NAME", "CHANGE", "FIELDS"])
            for change in outcome.changes {
                table.add([
                    .init(String(change.line)), .init(change.userName), .init(change.change),
                    .init(change.fields.joined(separator: ",")),
                ])
            }
            if !outcome.changes.isEmpty { console.print(table) }
            let counts = "\(outcome.created) created, \(outcome.updated) updated, \(outcome.unchanged) unchanged"
            console.print(dryRun ? "\(counts) (dry run: nothing was changed)" : counts)
        }
    }
}
