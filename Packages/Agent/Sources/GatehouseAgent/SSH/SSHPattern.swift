import GatehouseModel

/// Lists of patterns as ssh_config(5) PATTERNS has them: `*`, `?`, commas, and `!` that refuses.
enum SSHPattern {
    /// Whether an entry matches `text` and no entry after `!` does.
    static func list(_ list: String, matches text: String) -> Bool {
        evaluate(list) { pattern($0, matches: Array(text.utf8)[...]) }
    }

    /// As ``list(_:matches:)``, where an entry may also be a CIDR range.
    static func addressList(_ list: String, matches address: String) -> Bool {
        evaluate(list) { entry in
            if let range = IPRange(String(entry)), let address = IPAddress(address) {
                return range.base.isIPv4 == address.isIPv4 && range.contains(address)
            }
            return pattern(entry, matches: Array(address.utf8)[...])
        }
    }

    private static func evaluate(_ list: String, _ matches: (Substring) -> Bool) -> Bool {
        var found = false
        for entry in list.split(separator: ",") {
            let isNegated = entry.first == "!"
            guard matches(isNegated ? entry.dropFirst() : entry) else { continue }
            if isNegated { return false }
            found = true
        }
        return found
    }

    /// Remembers the last `*` and lets it take one byte more when the rest does not fit: linear in practice.
    private static func pattern(_ pattern: Substring, matches text: ArraySlice<UInt8>) -> Bool {
        let pattern = Array(pattern.utf8)
        var (index, position) = (0, text.startIndex)
        var star: (index: Int, position: Int)?
        while position < text.endIndex {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == UInt8(ascii: "?") || pattern[index] == text[position] {
                index += 1
                position += 1
            } else if let last = star {
                star = (last.index, last.position + 1)
                index = last.index + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
