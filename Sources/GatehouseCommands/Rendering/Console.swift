import ArgumentParser
import GatehouseWire

/// In what form a result is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table
    /// A table with every column.
    case wide
    case json
    case yaml
}

/// The option that every command with a result takes.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Form of the result: table, wide, json or yaml.", valueName: "form"))
    var output: OutputFormat = .table
}

/// Where a command writes.
struct Console: Sendable {
    private let environment: CommandEnvironment

    init(_ environment: CommandEnvironment) { self.environment = environment }

    func print(_ text: String) { environment.write(TerminalText.safe(text) + "\n") }

    /// What is not for a terminal: another program's file, as it is.
    func write(_ text: String) { environment.write(text) }

    /// For the person, not for the pipe.
    func note(_ text: String) { environment.writeError(TerminalText.safe(text) + "\n") }

    /// The text in the colour of its meaning, where colour is wanted.
    func coloured(_ text: String, _ colour: Colour?) -> String {
        guard let colour, environment.usesColour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }

    func print(_ table: Table) { environment.write(TerminalText.safe(table.text { coloured($0, $1) })) }

    /// A result in the form that was asked for; `table` is told whether every column is wanted.
    func show(_ message: some Encodable & Sendable, _ output: OutputFormat, table: (Bool) -> Table) throws {
        switch output {
        case .table, .wide: print(table(output == .wide))
        case .json: environment.write(try StructuredText.json(message))
        case .yaml: environment.write(try StructuredText.yaml(message))
        }
    }

    /// A result in the form that was asked for, as text of its own for people.
    func show(_ message: some Encodable & Sendable, _ output: OutputFormat, text: (Console) -> Void) throws {
        switch output {
        case .table, .wide: text(self)
        case .json: environment.write(try StructuredText.json(message))
        case .yaml: environment.write(try StructuredText.yaml(message))
        }
    }
}
