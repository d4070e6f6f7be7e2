/// Names an application to the protocol: printable ASCII without spaces (RFC 6749 appendix A.1).
public struct ClientID: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 128 characters, so compared by its bytes.
    public let description: String

    /// The id of this text; `nil` when it is empty, too long or has other characters.
    public init?(_ text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        description = text
    }

    /// The id in a parameter; refuses what cannot be one as a client that is not known.
    init(parameter text: String) throws(OpenIDError) {
        guard let id = ClientID(text) else {
            throw OpenIDError(.clientUnknown, "there is no application \(quoted(text))")
        }
        self = id
    }
}
