import GatehouseModel

/// Writes lines of JSON (RFC 8259): numbers as they are, identifiers as UUIDs, other bytes in hexadecimal.
struct ExportJSON {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// An object on a line of its own.
    mutating func object(_ body: (inout ExportJSON) -> Void) {
        isFirst = true
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func member(_ name: String, _ value: ExportValue, isIdentifier: Bool = false) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        string(name)
        bytes.append(UInt8(ascii: ":"))
        switch value {
        case .null: bytes += Array("null".utf8)
        case .integer(let number): bytes += Array(String(number).utf8)
        case .text(let text): string(text)
        case .bytes(let raw):
            string(isIdentifier && raw.count == 16 ? Self.uuid(raw) : Hex.encode(raw))
        }
    }

    /// RFC 9562 §4, as identifiers are written everywhere else.
    private static func uuid(_ bytes: [UInt8]) -> String {
        [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]].map { Hex.encode(Array($0)) }
            .joined(separator: "-")
    }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Hex.encode([byte])
                bytes += Array("\\u00\(digits)".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
