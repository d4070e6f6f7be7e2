extension Base64 {
    /// The text for `bytes` in the alphabet for URLs, without padding (RFC 4648 §5).
    public static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        var text = [UInt8]()
        for character in encode(bytes).utf8 where character != UInt8(ascii: "=") {
            switch character {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            default: text.append(character)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` spells in the alphabet for URLs, or `nil`: padding, white space and stray low bits are
    /// refused, so that there is one spelling only.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        var plain = [UInt8]()
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: plain.append(character)
            }
        }
        while !plain.count.isMultiple(of: 4) { plain.append(UInt8(ascii: "=")) }
        return decode(String(decoding: plain, as: UTF8.self))
    }
}
