import ArgumentParser
import GatehouseClient
import GatehouseWire

struct ImportHardware: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Register the machines of a table; all of them or none.",
        discussion: """
            The first line names the columns: serial, ekHash, manufacturer, model, ownership (company, personal), \
            trustType (registered, joined, hybrid), mode (managed, telemetryOnly), groups, nameTemplate, owner, tags, \
            orderId. Several groups or tags stand in one field with ; between them. The same table again changes \
            nothing; columns that it does not have stay as they are.
            """)

    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp("A CSV file, or - for the standard input.", valueName: "path"),
        completion: .file(extensions: ["csv"]))
    var file: String
    @Flag(help: "Check everything, say what would happen, and change nothing.") var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard let source = try SourceFile.read([file]).first else { return }
        let response: HardwareImportResponse = try await api.post(
            APIRoute.hardwareImport, HardwareImportRequest(file: source.name, text: source.text, dryRun: dryRun))
        try console.show(response, output.output) { console in Self.print(response.rows, dryRun, console) }
    }

    private static func print(_ rows: [HardwareImportResponse.Row], _ dryRun: Bool, _ console: Console) {
        for row in rows where row.change != .unchanged {
            let differs = row.differs.isEmpty ? "" : ": \(row.differs.joined(separator: ", "))"
            console.print("line \(row.line): \(row.serialNumber) \(row.change.rawValue)\(differs)")
        }
        let counts = HardwareImportResponse.Row.Change.allCases.map { change in
            "\(rows.count { $0.change == change }) \(change.rawValue)"
        }
        console.print(counts.joined(separator: ", ") + (dryRun ? " (dry run)" : ""))
    }
}
