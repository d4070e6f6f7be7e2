/// A table that was read from comma-separated values (RFC 4180): a header, and rows that know where they stood.
///
/// It takes more than RFC 4180 where that harms nothing (line feeds alone, a byte order mark, blank lines) and refuses
/// what readers understand differently: lone carriage returns, quotes inside of bare fields, control characters, rows
/// with more or fewer fields than the header, and two columns of one name.
public struct CSVTable: Hashable, Sendable {
    /// How much is read before it is refused; the reader needs a few times as much memory as the text.
    public struct Limits: Hashable, Sendable {
        /// Of the whole text.
        public var bytes: Int
        /// Without the header.
        public var rows: Int
        /// In the header.
        public var columns: Int
        /// Of one field.
        public var fieldBytes: Int

        /// 16 MiB, 200,000 rows, 64 columns and 8 KiB a field unless said otherwise.
        public init(
            bytes: Int = 16 << 20, rows: Int = 200_000, columns: Int = 64, fieldBytes: Int = 8 << 10
        ) {
            self.bytes = bytes
            self.rows = rows
            self.columns = columns
            self.fieldBytes = fieldBytes
        }
    }

    /// One value and where it began.
    public struct Field: Hashable, Sendable {
        /// Without quotes, and without spaces and tabs around it.
        public var text: String
        /// From 1.
        public var line: Int
        /// From 1, in characters.
        public var column: Int

        /// An error at this field.
        public func error(_ message: String, hint: String? = nil) -> CSVError {
            CSVError(line: line, column: column, message, hint: hint)
        }
    }

    /// One row; it has as many fields as the header.
    public struct Row: Hashable, Sendable {
        /// The line on which it begins, from 1.
        public var line: Int
        /// In the order of the header.
        public var fields: [Field]
    }

    /// The columns as the first row names them; no two are equal in any letter case.
    public let header: [Field]
    /// All that follows the header.
    public let rows: [Row]

    private let positions: [String: Int]

    /// Reads the whole text, or throws the first mistake with its place.
    public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(CSVError) {
        guard bytes.count <= limits.bytes else {
            throw CSVError(line: 1, column: 1, "the text is longer than \(limits.bytes) bytes")
        }
        var reader = CSVReader(bytes, limits)
        guard let header = try reader.row() else {
            throw CSVError(line: 1, column: 1, "there is no header", hint: "the first line names the columns")
        }
        self.header = header.fields
        positions = try Self.positions(of: header)
        var rows = [Row]()
        while let row = try reader.row() {
            guard row.fields.count == header.fields.count else { throw Self.uneven(row, header) }
            guard rows.count < limits.rows else {
                throw CSVError(line: row.line, column: 1, "there are more than \(limits.rows) rows")
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// Reads the whole text, or throws the first mistake with its place.
    public init(parsing text: String, limits: Limits = Limits()) throws(CSVError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// The row's field in the column of this name, in any letter case; `nil` when there is no such column.
    public func field(_ name: String, in row: Row) -> Field? {
        guard let position = positions[name.lowercased()], position < row.fields.count else { return nil }
        return row.fields[position]
    }

    /// Refuses the first column that is none of `names`, with the one that was probably meant.
    public func requireColumns(among names: [String], nearest: (String) -> String?) throws(CSVError) {
        let known = Set(names.map { $0.lowercased() })
        for column in header where !known.contains(column.text.lowercased()) {
            let meant = nearest(column.text).map { "did you mean `\($0)`?" }
            throw column.error(
                "unknown column `\(column.text)`", hint: meant ?? "the columns are: \(names.joined(separator: ", "))")
        }
    }

    private static func positions(of header: Row) throws(CSVError) -> [String: Int] {
        var positions = [String: Int]()
        for (position, column) in header.fields.enumerated() {
            guard !column.text.isEmpty else { throw column.error("column \(position + 1) has no name") }
            guard positions.updateValue(position, forKey: column.text.lowercased()) == nil else {
                throw column.error("the column `\(column.text)` is there twice")
            }
        }
        if let only = header.fields.first, header.fields.count == 1, only.text.contains(";") || only.text.contains("\t")
        {
            throw only.error("the header has one column", hint: "fields are separated by commas")
        }
        return positions
    }

    private static func uneven(_ row: Row, _ header: Row) -> CSVError {
        let wanted = header.fields.count
        let surplus = row.fields.count > wanted ? row.fields[wanted] : nil
        return CSVError(
            line: surplus?.line ?? row.line, column: surplus?.column ?? 1,
            "the row has \(row.fields.count) fields, the header \(wanted)",
            hint: surplus == nil ? nil : "a field with a comma stands in double quotes")
    }
}
