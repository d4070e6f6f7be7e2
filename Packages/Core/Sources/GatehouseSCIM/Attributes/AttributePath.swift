/// The name of an attribute: `userName`, `name.familyName`, or with its schema's URN and a colon before (RFC 7644
/// §3.10).
public struct AttributePath: Hashable, Sendable, CustomStringConvertible {
    /// The URN; `nil` means the resource's own schema.
    public var schema: String?
    /// As it was written.
    public var name: String
    /// The part of a complex attribute; as it was written.
    public var subAttribute: String?

    /// A path from its parts; whether they are names is not checked.
    public init(schema: String? = nil, _ name: String, _ subAttribute: String? = nil) {
        self.schema = schema
        self.name = name
        self.subAttribute = subAttribute
    }

    /// Reads `[URN ":"] name ["." part]`; `nil` for anything else.
    public init?(_ text: String) {
        var rest = Substring(text)
        if let colon = text.lastIndex(of: ":") {
            let schema = String(text[..<colon])
            guard schema.lowercased().hasPrefix("urn:"), schema.utf8.count > 4 else { return nil }
            self.schema = schema
            rest = text[text.index(after: colon)...]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ Self.isName($0) }) else { return nil }
        name = String(parts[0])
        subAttribute = parts.count == 2 ? String(parts[1]) : nil
    }

    /// The path as text that reads as the same path.
    public var description: String {
        let local = subAttribute.map { "\(name).\($0)" } ?? name
        return schema.map { "\($0):\(local)" } ?? local
    }

    /// `ALPHA *("-" / "_" / DIGIT / ALPHA)`, and a dollar sign before, as in `$ref`.
    static func isName(_ text: Substring) -> Bool {
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "$") { bytes = bytes.dropFirst() }
        guard let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy {
            isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
