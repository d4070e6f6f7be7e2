import GatehouseModel
import GatehouseService

/// One row of an answer, read from left to right in the order in which the statement names its columns.
///
/// A value of another type than we wrote is damage and is reported as such, never replaced by a default.
struct SQLRow {
    private let values: [SQLValue]
    private var position = 0

    init(_ values: [SQLValue]) { self.values = values }

    mutating func value() throws -> SQLValue {
        guard position < values.count else { throw damage("a column") }
        defer { position += 1 }
        return values[position]
    }

    /// What was not read yet.
    var remaining: [SQLValue] { Array(values[position...]) }

    mutating func text() throws -> String {
        guard case .text(let text) = try value() else { throw damage("text") }
        return text
    }

    mutating func optionalText() throws -> String? {
        try isNull() ? nil : text()
    }

    mutating func integer() throws -> Int64 {
        guard case .integer(let integer) = try value() else { throw damage("an integer") }
        return integer
    }

    mutating func optionalInteger() throws -> Int64? {
        try isNull() ? nil : integer()
    }

    mutating func bytes() throws -> [UInt8] {
        guard case .bytes(let bytes) = try value() else { throw damage("bytes") }
        return bytes
    }

    mutating func instant() throws -> Instant {
        Instant(milliseconds: try integer())
    }

    mutating func optionalInstant() throws -> Instant? {
        try isNull() ? nil : instant()
    }

    mutating func identifier<Kind>() throws -> Identifier<Kind> {
        guard case .bytes(let bytes) = try value(), let identifier = Identifier<Kind>(bytes: bytes) else {
            throw damage("an identifier")
        }
        return identifier
    }

    mutating func optionalIdentifier<Kind>() throws -> Identifier<Kind>? {
        try isNull() ? nil : identifier()
    }

    /// A closed set of words, by its raw values.
    mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        guard let word = Word(rawValue: try text()) else { throw damage("one of \(Word.self)") }
        return word
    }

    mutating func optionalWord<Word: RawRepresentable<String>>() throws -> Word? {
        try isNull() ? nil : word()
    }

    mutating func texts() throws -> [String] {
        guard let json = StoredJSON(try text()), let texts = json.texts else { throw damage("a list of texts") }
        return texts
    }

    /// A text that is empty for none, so that lists can be ordered by it.
    mutating func optionalWords() throws -> String? {
        let text = try text()
        return text.isEmpty ? nil : text
    }

    mutating func accountability() throws -> Accountability {
        try Accountability(party: text(), department: text(), costCentre: text())
    }

    /// Passes over the column when it is null.
    private mutating func isNull() throws -> Bool {
        guard position < values.count else { throw damage("a column") }
        guard values[position] == .null else { return false }
        position += 1
        return true
    }

    private func damage(_ wanted: String) -> StoreError {
        StoreError(
            .corrupt, "a stored row cannot be read",
            detail: "column \(position) of \(values.count) is not \(wanted)")
    }
}
