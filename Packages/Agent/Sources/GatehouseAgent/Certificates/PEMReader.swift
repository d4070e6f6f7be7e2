/// Finds the certificates in PEM text (RFC 7468); everything else in it is passed over.
enum PEMReader {
    private static let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]

    /// The DER of each block; a block that is no base 64 gives no bytes.
    static func certificates(in bytes: [UInt8]) -> [[UInt8]] {
        var found = [[UInt8]]()
        var end: [UInt8]?
        var body = [UInt8]()
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = line.trimmed
            if let mark = end {
                guard text.elementsEqual(mark) else {
                    body += text
                    continue
                }
                found.append(decode(body) ?? [])
                end = nil
            } else if let label = labels.first(where: { text.elementsEqual("-----BEGIN \($0)-----".utf8) }) {
                end = Array("-----END \(label)-----".utf8)
                body.removeAll(keepingCapacity: true)
            }
        }
        return found
    }

    /// Base 64 (RFC 4648 §4) with its padding; `nil` for anything else.
    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes = [UInt8]()
        bytes.reserveCapacity(text.count / 4 * 3)
        var (word, bits): (UInt32, UInt32) = (0, 0)
        for character in text.dropLast(padding) {
            guard let value = value(of: character) else { return nil }
            word = word << 6 | value
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: word >> bits))
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
