/// Reads deb822 stanzas (deb822(5)) and keeps the named fields of one stanza at a time.
///
/// Continuation lines are left out: none of the fields that are read has any.
struct StanzaReader: ~Copyable {
    private var lines: LineReader
    private var line = [UInt8]()
    private let names: [[UInt8]]
    /// The values of the current stanza in the order of the names; `nil` where it has no such field.
    private(set) var values: [String?]

    init(_ lines: consuming LineReader, fields: [String]) {
        self.lines = lines
        names = fields.map { Array($0.utf8) }
        values = Array(repeating: nil, count: fields.count)
    }

    /// Moves to the next stanza that has one of the fields; false at the end.
    mutating func next() throws(MachineError) -> Bool {
        for index in values.indices { values[index] = nil }
        var found = false
        while try lines.next(into: &line) {
            if line.allSatisfy(\.isSpace) {
                if found { return true }
            } else if keep() {
                found = true
            }
        }
        return found
    }

    /// Whether the current line is one of the fields; the first of several wins, as in dpkg.
    private mutating func keep() -> Bool {
        guard let first = line.first, !first.isSpace, let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let index = names.firstIndex(where: { line[..<colon].equalsIgnoringCase($0) })
        else { return false }
        if values[index] == nil { values[index] = line[(colon + 1)...].trimmed.text }
        return true
    }
}
