/// Whatever asks for decisions, bound to the applications that it may ask for.
public struct EnforcementPoint: Hashable, Sendable {
    /// How it reaches the decision listener.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        /// A Unix socket on the same machine; the file's permissions say who may ask.
        case socket
        /// TLS with a client certificate of this tenant's authority.
        case mutualTLS
    }

    /// Unique in the tenant; the certificate of its mutual TLS carries it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// Names of applications; it may ask for no other.
    public var applications: [String]
    /// The one way by which it may ask.
    public var transport: Transport
    /// Absolute path of its socket; `nil` is `decide.sock` in the data folder for the one named `default`, and
    /// `decide-NAME.sock` for any other.
    public var socket: String?

    /// An enforcement point that may ask for `applications`.
    public init(
        name: String, description: String = "", applications: [String], transport: Transport = .socket,
        socket: String? = nil
    ) {
        self.name = name
        self.description = description
        self.applications = applications
        self.transport = transport
        self.socket = socket
    }
}
