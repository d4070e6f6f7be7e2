import GatehouseKeys

/// Codes for the day on which the telephone is gone, and temporary access passes: 80 random bits each.
enum RecoveryCodes {
    /// How many a person has.
    static let count = 10

    /// Four groups of four characters of Crockford's base 32.
    static func fresh() -> String {
        let text = Secret.random(prefix: "").prefix(16)
        return stride(from: 0, to: 16, by: 4).map { start in
            String(text.dropFirst(start).prefix(4))
        }.joined(separator: "-")
    }

    /// As it was made, however it was typed: case, hyphens and spaces do not matter, nor O for 0 and I or L for 1.
    static func normalised(_ typed: String) -> String {
        let characters = typed.lowercased().compactMap { character -> Character? in
            switch character {
            case "-", " ", "\t": nil
            case "o": "0"
            case "i", "l": "1"
            default: character
            }
        }
        return stride(from: 0, to: min(characters.count, 64), by: 4).map { start in
            String(characters[start..<min(start + 4, characters.count)])
        }.joined(separator: "-")
    }
}
