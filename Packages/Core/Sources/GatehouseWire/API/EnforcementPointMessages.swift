public import GatehouseModel

/// Adds an enforcement point, or changes what it may ask for.
public struct EnforcementPointRequest: APIMessage {
    public enum Transport: String, Codable, Sendable, Hashable, CaseIterable {
        /// A Unix socket, for a proxy on the server's own machine.
        case socket
        /// Mutual TLS, with a certificate that is issued now.
        case mutualTLS
    }

    public var name: String
    /// Names of the applications that it may ask for.
    public var applications: [String]
    public var transport: Transport

    public init(name: String, applications: [String], transport: Transport) {
        self.name = name
        self.applications = applications
        self.transport = transport
    }

    public static var example: Self { Self(name: "edge-1", applications: ["wiki"], transport: .mutualTLS) }
}

/// What the enforcement point needs to ask; the key is shown only this time.
public struct EnforcementPointAdded: APIMessage {
    public var name: String
    public var applications: [String]
    public var transport: EnforcementPointRequest.Transport
    /// Path on the server's machine, for the transport `socket`.
    public var socketPath: String?
    /// PEM, leaf first, for the transport `mutualTLS`.
    public var certificateChain: String?
    /// PEM.
    public var privateKey: String?
    public var notAfter: Instant?

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

    public static var example: Self {
        Self(
            name: "edge-1", applications: ["wiki"], transport: .mutualTLS, socketPath: "/var/lib/gatehouse/decide.sock",
            certificateChain: "-----BEGIN CERTIFICATE-----\n…", privateKey: "-----BEGIN PRIVATE KEY-----\n…",
            notAfter: ExampleID.nextWeek)
    }
}
