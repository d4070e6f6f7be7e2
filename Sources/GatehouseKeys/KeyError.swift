/// Why a key, a certificate or a request for one was refused.
public struct KeyError: Error, Hashable, Sendable {
    /// What callers tell apart.
    public enum Code: String, Sendable, Hashable {
        case notDER
        case notPEM
        case trailingBytes
        case tooLarge
        /// The request is not signed by the key that it names: no proof of possession.
        case badSignature
        case weakKey
        /// Not a name of ours, or not exactly one.
        case badName
        case failed
    }

    /// What callers act on.
    public var code: Code
    /// Lower case, no full stop.
    public var message: String

    /// Makes the error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
