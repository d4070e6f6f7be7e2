import GatehouseWire

/// What became of documents, for people.
struct ChangeReport {
    let response: ApplyResponse

    /// One line a document, as `AccessPolicy/wiki updated`.
    func printChanges(_ console: Console, suffix: String = "") {
        for result in response.results {
            console.print("\(result.kind)/\(result.name) \(console.coloured(Table.Cell(result.change)))\(suffix)")
        }
        printWarnings(console)
    }

    /// The differences in unified form.
    func printDifferences(_ console: Console) {
        for result in response.results where result.change != .unchanged {
            console.print(console.coloured("--- \(result.kind)/\(result.name) (server)", .bold))
            console.print(console.coloured("+++ \(result.kind)/\(result.name) (file)", .bold))
            let lines = result.diff.split(separator: "\n").map { String($0) }
            for line in lines where !line.hasPrefix("--- ") && !line.hasPrefix("+++ ") {
                console.print(console.coloured(line, line.first == "+" ? .green : line.first == "-" ? .red : nil))
            }
        }
        printWarnings(console)
    }

    private func printWarnings(_ console: Console) {
        for warning in response.warnings { console.note("warning: \(warning)") }
    }
}
