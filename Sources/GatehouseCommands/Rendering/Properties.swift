import GatehouseWire

/// Names and values, one a line, values aligned; those without a value are left out.
struct Properties {
    private let lines: [(name: String, value: String)]

    init(_ lines: [(String, String)]) { self.lines = lines.filter { !$0.1.isEmpty } }

    func text(indent: String = "") -> String {
        let width = lines.map(\.name.count).max() ?? 0
        return lines.map { line in
            indent + line.name + String(repeating: " ", count: width - line.name.count + 2) + line.value
        }.joined(separator: "\n")
    }
}

extension AccountabilityItem {
    /// The party with what is said of it in brackets.
    var words: String {
        let places = [department, costCentre].filter { !$0.isEmpty }.joined(separator: ", ")
        return [party, places.isEmpty ? "" : "(\(places))"].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
