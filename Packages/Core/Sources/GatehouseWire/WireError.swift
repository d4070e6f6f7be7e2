/// Why bytes from a peer were refused: what, where, and how to mend it.
public struct WireError: Error, Hashable, Sendable {
    /// What was wrong with the bytes; its spelling is the `code` of the problem that answers them.
    public enum Code: String, Sendable, Hashable {
        case tooLarge
        case tooDeep
        case notUTF8
        case truncated
        case malformed
        case duplicateName
        case missingMember
        case wrongType
        case unknownValue
    }

    /// For programs; stable.
    public var code: Code
    /// Where, as a path (`facts[3].key`) or a byte offset (`byte 120`).
    public var location: String
    /// Lower case, no full stop, the input in backticks.
    public var message: String

    /// An error at a place within what was read.
    public init(_ code: Code, at location: String, _ message: String) {
        self.code = code
        self.location = location
        self.message = message
    }
}
