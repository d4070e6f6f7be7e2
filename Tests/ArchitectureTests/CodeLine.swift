/// A line of Swift without its comments, texts and quoted names, so that only code is judged.
struct CodeLine {
    let code: String

    init(_ line: Substring) {
        var code = ""
        var quote: Character?
        var previous: Character = " "
        for character in line {
            if let open = quote {
                if character == open, previous != "\\" { quote = nil }
            } else if character == "\"" || character == "`" {
                quote = character
            } else if character == "/", previous == "/" {
                code.removeLast()
                break
            } else {
                code.append(character)
            }
            previous = character
        }
        self.code = code
    }

    /// What the line does that can stop the process or escape the compiler's proof; `nil` for ordinary code.
    var danger: String? {
        for word in ["try!", "as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast("]
        where code.contains(word) {
            return word
        }
        return hasForceUnwrap ? "a forced unwrap" : nil
    }

    private var hasForceUnwrap: Bool {
        var previous: Character = " "
        var characters = code.makeIterator()
        var current = characters.next()
        while let character = current {
            let next = characters.next()
            let followsValue = previous.isLetter || previous.isNumber || "_)]}".contains(previous)
            if character == "!", followsValue, next != "=" { return true }
            previous = character
            current = next
        }
        return false
    }
}
