/// A JSON value (RFC 8259).
///
/// Objects keep the order of their members; a duplicate name is refused when reading.
public enum JSON: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// A name and its value.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// What a reader accepts of foreign bytes.
    public struct Limits: Sendable {
        public var bytes: Int
        public var depth: Int

        public init(bytes: Int = 4 << 20, depth: Int = 16) {
            self.bytes = bytes
            self.depth = depth
        }
    }

    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
