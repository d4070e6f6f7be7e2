/// Walks the bytes of a CSV text once, a row at a time.
struct CSVReader {
    private let bytes: [UInt8]
    private let limits: CSVTable.Limits
    private var position = 0
    private var line = 1
    private var column = 1
    private let columns: Int

    init(_ bytes: [UInt8], _ limits: CSVTable.Limits) {
        self.bytes = bytes
        self.limits = limits
        columns = limits.columns
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not blank; `nil` at the end.
    mutating func row() throws(CSVError) -> CSVTable.Row? {
        while position < bytes.count {
            if try skipLineBreak() { continue }
            let start = line
            var fields = [try field()]
            while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
                advance()
                guard fields.count < columns else { throw error("there are more than \(columns) columns") }
                fields.append(try field())
            }
            if position < bytes.count, try !skipLineBreak() {
                throw error("expected `,` or the end of the line", hint: "write `\"\"` for a quote inside of quotes")
            }
            return CSVTable.Row(line: start, fields: fields)
        }
        return nil
    }

    private mutating func field() throws(CSVError) -> CSVTable.Field {
        skipBlanks()
        let (line, column) = (line, column)
        let text: String
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            text = try quoted()
            skipBlanks()
        } else {
            text = try bare()
        }
        return CSVTable.Field(text: text, line: line, column: column)
    }

    private mutating func bare() throws(CSVError) -> String {
        let start = position
        var end = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return try text(bytes[start..<end])
            case UInt8(ascii: "\""):
                throw error("a quote stands inside of a field", hint: "put the whole field in double quotes")
            case UInt8(ascii: " "), UInt8(ascii: "\t"): advance()
            default:
                try requirePrintable()
                advance()
                end = position
                try requireSize(end - start)
            }
        }
        return try text(bytes[start..<end])
    }

    private mutating func quoted() throws(CSVError) -> String {
        let opening = (line: line, column: column)
        var found = [UInt8]()
        advance()
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                advance()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    return Self.trimmed(try text(found[...]))
                }
                found.append(byte)
                advance()
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                _ = try skipLineBreak()
                found.append(UInt8(ascii: "\n"))
            } else {
                if byte != UInt8(ascii: "\t") { try requirePrintable() }
                found.append(byte)
                advance()
            }
            try requireSize(found.count)
        }
        throw CSVError(
            line: opening.line, column: opening.column, "the quotes are not closed",
            hint: "write `\"\"` for a quote inside of quotes")
    }

    /// Whether a line ended here; a carriage return counts with its line feed only.
    private mutating func skipLineBreak() throws(CSVError) -> Bool {
        if bytes[position] == UInt8(ascii: "\r") {
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
                throw error("a carriage return without a line feed", hint: "save the file with line feeds")
            }
            position += 1
        }
        guard bytes[position] == UInt8(ascii: "\n") else { return false }
        position += 1
        line += 1
        column = 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\t") {
            advance()
        }
    }

    /// A column is a character: bytes that continue one are not counted.
    private mutating func advance() {
        position += 1
        if position >= bytes.count || bytes[position] & 0xC0 != 0x80 { column += 1 }
    }

    private func requirePrintable() throws(CSVError) {
        guard bytes[position] >= 0x20, bytes[position] != 0x7F else {
            throw error("a control character (byte \(bytes[position])) stands in a field")
        }
    }

    private func requireSize(_ count: Int) throws(CSVError) {
        guard count <= limits.fieldBytes else { throw error("a field has more than \(limits.fieldBytes) bytes") }
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(CSVError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error("the field is not UTF-8") }
        return text
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\n" }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private func error(_ message: String, hint: String? = nil) -> CSVError {
        CSVError(line: line, column: column, message, hint: hint)
    }
}
