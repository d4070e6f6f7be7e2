/// A look at the bytes before they are composed: composing hashes every key, so keys that are collections cost the
/// square of the nesting, and with aliases they cost more than any input may.
struct CollectionKeys {
    /// More than this many places where a key may be a collection is no document of ours.
    private static let most = 100

    private var keys = 0
    private var anchors = 0
    private var aliases = 0
    private var previous = UInt8(ascii: "\n")
    /// The byte before `previous`.
    private var earlier = UInt8(ascii: "\n")
    /// The last byte that is not blank, and what it was before `previous` on its line; zero at the line's beginning.
    private var last: UInt8 = 0
    private var lastOnLine: UInt8 = 0

    /// Whether the text may be composed at a cost that its size bounds.
    ///
    /// It errs to refusing: quotes are not looked at.
    static func areBounded(in text: some Sequence<UInt8>) -> Bool {
        var scan = CollectionKeys()
        for byte in text { scan.take(byte) }
        return scan.keys <= most && (scan.keys == 0 || scan.anchors == 0 || scan.aliases == 0)
    }

    private mutating func take(_ byte: UInt8) {
        switch previous {
        case UInt8(ascii: "?") where Self.isBlank(byte) && Self.mayPrecedeToken(lastOnLine): keys += 1
        case UInt8(ascii: "&") where Self.isName(byte) && Self.mayPrecedeToken(earlier): anchors += 1
        case UInt8(ascii: "*") where Self.isName(byte) && Self.mayPrecedeToken(earlier): aliases += 1
        default: break
        }
        if !Self.isBlank(byte) {
            let opensTwice = last == UInt8(ascii: "{") && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["))
            let closes = last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
            if opensTwice || closes && byte == UInt8(ascii: ":") { keys += 1 }
            last = byte
        }
        if !Self.isBlank(previous) { lastOnLine = previous }
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { lastOnLine = 0 }
        (earlier, previous) = (previous, byte)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Nothing, a blank or an indicator; bytes beyond ASCII, since some line breaks are.
    private static func mayPrecedeToken(_ byte: UInt8) -> Bool {
        byte == 0 || byte >= 0x80 || isBlank(byte) || "-?:,[{]}".utf8.contains(byte)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
