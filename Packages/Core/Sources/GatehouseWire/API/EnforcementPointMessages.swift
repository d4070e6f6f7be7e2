public import GatehouseModel

/// Adds an enforcement point, or changes what it may ask for.
public struct EnforcementPointRequest: APIMessage {
    /// How it reaches the decision listener.
    public enum Transport: String, Codable, Sendable, Hashable, CaseIterable {
        /// A Unix socket, for a proxy on the server's own machine.
        case socket
        /// Mutual TLS, with a certificate that is issued now.
        case mutualTLS
    }

    /// Names the EnforcementPoint document that is written; one that exists is changed.
    public var name: String
    /// Names of the applications that it may ask for.
    public var applications: [String]
    /// `mutualTLS` issues a further certificate at every request.
    public var transport: Transport

    /// A request; the server refuses applications that do not exist.
    public init(name: String, applications: [String], transport: Transport) {
        self.name = name
        self.applications = applications
        self.transport = transport
    }

    /// A proxy on another machine.
    public static var example: Self { Self(name: "edge-1", applications: ["wiki"], transport: .mutualTLS) }
}

/// What the enforcement point needs to ask; the key is shown only this time.
public struct EnforcementPointAdded: APIMessage {
    /// As it was asked for.
    public var name: String
    /// All that it may ask for now; what was bound before and is not named is gone.
    public var applications: [String]
    /// As it was asked for.
    public var transport: EnforcementPointRequest.Transport
    /// Path on the server's machine, for the transport `socket`.
    public var socketPath: String?
    /// PEM, leaf first, for the transport `mutualTLS`.
    public var certificateChain: String?
    /// PEM.
    public var privateKey: String?
    /// When the certificate ends, a year after it was issued; only for `mutualTLS`.
    public var notAfter: Instant?

    /// What was set up; only the members of its transport are given.
    public init(
        name: String, applications: [String], transport: EnforcementPointRequest.Transport, socketPath: String? = nil,
        certificateChain: String? = nil, privateKey: String? = nil, notAfter: Instant? = nil
    ) {
        self.name = name
        self.applications = applications
        self.transport = transport
        self.socketPath = socketPath
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.notAfter = notAfter
    }

    /// A proxy with its certificate.
    public static var example: Self {
        Self(
            name: "edge-1", applications: ["wiki"], transport: .mutualTLS, socketPath: "/var/lib/gatehouse/decide.sock",
            certificateChain: "-----BEGIN CERTIFICATE-----\n…", privateKey: "-----BEGIN PRIVATE KEY-----\n…",
            notAfter: ExampleID.nextWeek)
    }
}
