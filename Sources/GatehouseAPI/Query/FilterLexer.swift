import GatehouseService

/// One word of a filter and where it stands.
struct FilterToken: Hashable {
    enum Kind: Hashable {
        case word(String)
        case text(String)
        case open
        case close
        case comma
        case end
    }

    var kind: Kind
    /// From 1, in characters.
    var column: Int

    /// As the writer sees it, in backticks.
    var shown: String {
        switch kind {
        case .word(let word): "`\(word)`"
        case .text(let text): "`'\(text)'`"
        case .open: "`(`"
        case .close: "`)`"
        case .comma: "`,`"
        case .end: "the end"
        }
    }
}

/// Cuts a filter into tokens; quotes are doubled inside of texts, as in OData.
struct FilterLexer {
    static func tokens(of text: String) throws(ServiceError) -> [FilterToken] {
        var tokens: [FilterToken] = []
        let characters = Array(text)
        var position = 0
        while position < characters.count {
            let column = position + 1
            switch characters[position] {
            case " ": position += 1
            case "(":
                tokens.append(FilterToken(kind: .open, column: column))
                position += 1
            case ")":
                tokens.append(FilterToken(kind: .close, column: column))
                position += 1
            case ",":
                tokens.append(FilterToken(kind: .comma, column: column))
                position += 1
            case "'":
                tokens.append(FilterToken(kind: .text(try literal(characters, &position)), column: column))
            default:
                let begin = position
                while position < characters.count, !" (),'".contains(characters[position]) { position += 1 }
                tokens.append(FilterToken(kind: .word(String(characters[begin..<position])), column: column))
            }
        }
        tokens.append(FilterToken(kind: .end, column: characters.count + 1))
        return tokens
    }

    private static func literal(_ characters: [Character], _ position: inout Int) throws(ServiceError) -> String {
        let begin = position
        var text = ""
        position += 1
        while position < characters.count {
            if characters[position] != "'" {
                text.append(characters[position])
                position += 1
            } else if position + 1 < characters.count, characters[position + 1] == "'" {
                text.append("'")
                position += 2
            } else {
                position += 1
                return text
            }
        }
        throw ServiceError(
            .invalid, "the text that begins at column \(begin + 1) of the filter does not end",
            hint: "close it with `'`; write `''` for a quote inside")
    }
}
