/// Figures as people read them.
enum FigureText {
    /// As `1.25`, rounded half up; negative numbers are not needed.
    static func decimal(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1) { power, _ in power * 10 }
        let scaled = Int((max(value, 0) * Double(scale)).rounded())
        guard places > 0 else { return String(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// As `0.42 ms`, `12.5 ms` or `3.20 s`.
    static func milliseconds(_ value: Double) -> String {
        if value >= 1000 { return decimal(value / 1000, places: 2) + " s" }
        return decimal(value, places: value < 10 ? 2 : 1) + " ms"
    }

    /// As `812 B`, `4.1 KiB` or `2.0 MiB`.
    static func bytes(_ value: Int) -> String {
        if value < 1 << 10 { return "\(value) B" }
        if value < 1 << 20 { return decimal(Double(value) / Double(1 << 10), places: 1) + " KiB" }
        if value < 1 << 30 { return decimal(Double(value) / Double(1 << 20), places: 1) + " MiB" }
        return decimal(Double(value) / Double(1 << 30), places: 1) + " GiB"
    }

    static func seconds(_ value: Duration) -> String { decimal(value / .seconds(1), places: 1) + " s" }

    /// Columns, each as wide as its widest; the first is flushed left, the others right.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }
            return "  " + cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
