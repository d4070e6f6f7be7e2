/// Why bytes from a peer were refused: what, where, and how to mend it.
public struct WireError: Error, Hashable, Sendable {
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

    public var code: Code
    /// Where, as a path (`facts[3].key`) or a byte offset (`byte 120`).
    public var location: String
    /// Lower case, no full stop, the input in backticks.
    public var message: String

    public init(_ code: Code, at location: String, _ message: String) {
        self.code = code
        self.location = location
        self.message = message
    }
}
