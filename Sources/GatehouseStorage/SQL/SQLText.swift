/// Builds the statements that differ only in their table and columns.
enum SQLText {
    /// `INSERT … ON CONFLICT (key) DO UPDATE`, one `?` a column in the order given.
    static func upsert(into table: String, key: [String], _ columns: [String], updatingWhere condition: String? = nil)
        -> String
    {
        let changes = columns.filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
        let filter = condition.map { " WHERE \($0)" } ?? ""
        return insert(into: table, columns)
            + " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(changes.joined(separator: ", "))\(filter)"
    }

    static func insert(into table: String, _ columns: [String], rows: Int = 1) -> String {
        let values = repeatElement("(\(placeholders(columns.count)))", count: rows).joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(values)"
    }

    /// All rows of the tenant; a caller adds ` AND …`.
    static func select(_ columns: [String], from table: String) -> String {
        "SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE tenant = ?"
    }

    /// The beginning of a text as one line, without what a terminal or a database would stumble over.
    static func line(_ text: String) -> String {
        String(text.unicodeScalars.prefix(400).map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
    }

    /// A pattern of LIKE, escaped by `\\`, for texts that have `text` within.
    static func pattern(containing text: String) -> String { "%\(escaped(text))%" }

    /// The text as itself in a pattern of LIKE that is escaped by `\\`.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    /// A to Z as small letters and everything else as it is, as `lower()` does in both engines.
    static func lowercasedASCII(_ text: String) -> String {
        let utf8 = text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// The keys in groups of few sizes (given from small to large), so that few statements serve every question; the
    /// last key fills the last group.
    static func groups<Key>(of keys: [Key], sizes: [Int]) -> [[Key]] {
        var rest = keys[...]
        var groups = [[Key]]()
        while let last = rest.last {
            let size = sizes.first { rest.count <= $0 } ?? sizes[sizes.count - 1]
            let group = rest.prefix(size)
            groups.append(group + Array(repeating: last, count: size - group.count))
            rest = rest.dropFirst(size)
        }
        return groups
    }

    /// So many `?`, with commas.
    static func placeholders(_ count: Int) -> String {
        repeatElement("?", count: count).joined(separator: ", ")
    }
}
