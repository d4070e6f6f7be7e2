/// Turns `?` and `?3` into PostgreSQL's `$1` and `$3`.
enum ParameterText {
    /// The statement as PostgreSQL reads it; what stands between quotes is left as it is.
    ///
    /// A bare `?` follows the largest number so far, as in SQLite.
    static func numbered(_ sql: String) -> String {
        let text = Array(sql.utf8)
        guard text.contains(UInt8(ascii: "?")) else { return sql }
        var result = [UInt8]()
        result.reserveCapacity(text.count + 16)
        var quote: UInt8?
        var largest = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
                result.append(byte)
            } else if byte == UInt8(ascii: "?") {
                var number = 0
                while index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
                    number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
                    index += 1
                }
                if number == 0 { number = largest + 1 }
                largest = max(largest, number)
                result += "$\(number)".utf8
            } else {
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { quote = byte }
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
