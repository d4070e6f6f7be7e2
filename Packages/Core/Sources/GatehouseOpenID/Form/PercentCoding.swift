import GatehouseModel

/// The percent-encoding of `application/x-www-form-urlencoded` (RFC 6749 appendix B, WHATWG URL §5).
enum PercentCoding {
    /// The text for `value`: letters, digits, `*`, `-`, `.` and `_` as they are, `+` for a space, the rest in base 16.
    static func encode(_ value: String) -> String {
        var text = [UInt8]()
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                text.append(byte)
            case UInt8(ascii: " "): text.append(UInt8(ascii: "+"))
            default:
                text.append(UInt8(ascii: "%"))
                text.append(contentsOf: Hex.encode([byte]).uppercased().utf8)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The text that `bytes` spell; `nil` for what is not printable ASCII, a `%` without two digits, and what is not
    /// UTF-8 in the end.
    static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded = [UInt8]()
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex,
                    let value = Hex.decode(String(decoding: bytes[index + 1...index + 2], as: UTF8.self))
                else { return nil }
                decoded.append(contentsOf: value)
                index += 2
            case 0x21...0x7E: decoded.append(byte)
            default: return nil
            }
            index += 1
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
