/// Why the decision listener cannot listen.
public struct GatewayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What callers tell apart.
    public enum Code: String, Sendable, Hashable {
        /// A Unix socket's path has more bytes than the system takes.
        case pathTooLong
        /// Somebody listens on the path or the port already.
        case addressInUse
        /// Something that is not a socket lies at the path.
        case notASocket
        /// The system refused.
        case system
        /// The certificate, key or roots cannot be read.
        case badCertificate
        /// The listener has stopped.
        case stopped
    }

    /// What callers act on.
    public var code: Code
    /// Lower case, no full stop, the input in backticks.
    public var message: String

    /// Makes the error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
