/// A look at the bytes before they are composed: composing hashes every key, so keys that are collections cost the
/// square of the nesting, and with aliases they cost more than any input may.
enum CollectionKeys {
    /// More than this many places where a key may be a collection is no document of ours.
    private static let most = 100

    /// Whether the text may be composed at a cost that its size bounds. It errs to refusing: quotes are not looked at.
    static func areBounded(in text: some Sequence<UInt8>) -> Bool {
        var keys = 0
        var anchors = 0
        var aliases = 0
        var previous: UInt8 = 0
        var last: UInt8 = 0
        for byte in text {
            switch previous {
            case UInt8(ascii: "?") where isBlank(byte): keys += 1
            case UInt8(ascii: "&") where !isBlank(byte): anchors += 1
            case UInt8(ascii: "*") where !isBlank(byte): aliases += 1
            default: break
            }
            if !isBlank(byte) {
                let opensTwice = last == UInt8(ascii: "{") && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["))
                let closes = last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
                if opensTwice || closes && byte == UInt8(ascii: ":") { keys += 1 }
                last = byte
            }
            previous = byte
        }
        return keys <= most && (keys == 0 || anchors == 0 || aliases == 0)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
