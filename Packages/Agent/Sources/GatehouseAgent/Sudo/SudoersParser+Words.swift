extension SudoersParser {
    /// Whether nothing but a comment is left; `#` before a digit begins a user id.
    var isAtEnd: Bool {
        let start = rest.drop(while: \.isSpace)
        guard start.first == UInt8(ascii: "#") else { return start.isEmpty }
        let next = start.dropFirst().drop { $0 == UInt8(ascii: "-") }
        return !(next.first?.isDigit ?? false)
    }

    /// Members between commas, each perhaps negated.
    mutating func list(
        _ member: (inout Self) throws(MachineError) -> String
    ) throws(MachineError) -> [SudoersItem] {
        var items = [SudoersItem]()
        repeat {
            var isNegated = false
            while take("!") { isNegated.toggle() }
            items.append(SudoersItem(text: try member(&self), isNegated: isNegated))
        } while take(",")
        return items
    }

    /// A name up to white space or punctuation, in quotes or with backslashes before what would end it.
    ///
    /// - Parameter isHost: an IPv6 address has colons, a value of `Defaults` may have them, too.
    mutating func word(isHost: Bool = false) throws(MachineError) -> String {
        guard !isAtEnd else { throw refusal("a word is missing") }
        rest = rest.drop(while: \.isSpace)
        var word = [UInt8]()
        var isQuoted = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted {
                word.append(byte)
            } else if byte == UInt8(ascii: "\\"), rest.count > 1 {
                rest = rest.dropFirst()
                word.append(rest[rest.startIndex])
            } else if byte.isSpace || ",=()!".utf8.contains(byte) || endsAtColon(byte, word, isHost: isHost) {
                break
            } else if byte == UInt8(ascii: "#"), !word.isEmpty, word != Array("%".utf8) {
                break
            } else {
                word.append(byte)
            }
            rest = rest.dropFirst()
        }
        guard !isQuoted else { throw refusal("a quote is not closed") }
        guard !word.isEmpty else { throw refusal("a word is missing") }
        return word.text
    }

    /// `%:group` has a colon of its own, and so do addresses.
    private func endsAtColon(_ byte: UInt8, _ word: [UInt8], isHost: Bool) -> Bool {
        guard byte == UInt8(ascii: ":") else { return false }
        if word == Array("%".utf8) { return false }
        return !isHost || rest.dropFirst().first.map(\.isSpace) ?? true
    }

    func peek(_ sign: StaticString) -> Bool { rest.drop(while: \.isSpace).begins(with: sign) }

    /// Takes `sign`, after white space, if it comes next.
    mutating func take(_ sign: StaticString) -> Bool {
        guard peek(sign) else { return false }
        rest = rest.drop(while: \.isSpace).dropFirst()
        return true
    }

    func refusal(_ reason: String) -> MachineError { MachineError(.failed, "\(place): \(reason)") }
}
