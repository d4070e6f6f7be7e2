/// One data item of CBOR (RFC 8949), of the kinds that WebAuthn needs.
///
/// Tags, floating-point numbers, `undefined` and numbers beyond 64 bits with a sign are refused when reading.
public enum CBOR: Hashable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([Entry])
    case boolean(Bool)
    case null

    /// A key of a map, which is a number or a text, and its value.
    public struct Entry: Hashable, Sendable {
        /// Unique within a map that was read.
        public var key: CBOR
        /// Any item.
        public var value: CBOR

        /// An entry; whether its key is taken is not checked.
        public init(_ key: CBOR, _ value: CBOR) {
            self.key = key
            self.value = value
        }
    }

    /// What a reader accepts of foreign bytes.
    public struct Limits: Sendable {
        /// The largest item, in bytes.
        public var bytes: Int
        /// How deep arrays and maps may stand in each other.
        public var depth: Int

        /// 64 KiB and four levels, which is the most that CTAP2 allows, unless said otherwise.
        public init(bytes: Int = 64 << 10, depth: Int = 4) {
            self.bytes = bytes
            self.depth = depth
        }
    }

    /// The value under a text; `nil` when there is none or the item is no map.
    public subscript(name: String) -> CBOR? { value(under: .text(name)) }

    /// The value under a number; `nil` when there is none or the item is no map.
    public subscript(label: Int64) -> CBOR? { value(under: .integer(label)) }

    private func value(under key: CBOR) -> CBOR? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// What kind of item this is, for sentences.
    var kind: String {
        switch self {
        case .integer: "a number"
        case .bytes: "bytes"
        case .text: "text"
        case .array: "an array"
        case .map: "a map"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}
