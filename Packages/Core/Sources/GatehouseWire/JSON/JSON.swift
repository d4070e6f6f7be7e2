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
        /// Unescaped; unique within an object that was read.
        public var name: String
        /// May be ``JSON/null``, which is not the same as no member.
        public var value: JSON

        /// A member; whether its name is taken is not checked.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// What a reader accepts of foreign bytes.
    public struct Limits: Sendable {
        /// The largest text, in bytes.
        public var bytes: Int
        /// How deep arrays and objects may stand in each other.
        public var depth: Int

        /// 4 MiB and 16 levels, unless said otherwise.
        public init(bytes: Int = 4 << 20, depth: Int = 16) {
            self.bytes = bytes
            self.depth = depth
        }
    }

    /// The first member of this name; `nil` when there is none or the value is no object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
