/// The form of administrators' tags: 1 to 64 lower-case letters, digits and `.`, `_`, `-`, `:`.
///
/// Tags are compared, listed in filters and written in CSV files, so that they have neither spaces nor signs that need
/// quotes there.
public enum Tag {
    /// How many one thing may have.
    public static let most = 32

    /// The tag in lower case; `nil` when it is not well formed.
    public static func normalised(_ word: String) -> String? {
        guard (1...64).contains(word.utf8.count) else { return nil }
        var bytes = [UInt8]()
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"):
                bytes.append(byte)
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The tags in order and each once; of what is not well formed, `nil`.
    public static func normalised(all words: [String]) -> [String]? {
        let tags = words.compactMap { normalised($0) }
        guard tags.count == words.count else { return nil }
        let unique = Set(tags).sorted()
        return unique.count <= most ? unique : nil
    }
}
