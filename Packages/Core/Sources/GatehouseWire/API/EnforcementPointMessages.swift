public import GatehouseModel

/// Adds an enforcement point, or changes what it may ask for.
public struct EnforcementPointRequest: APIMessage {
    public enum Channel: String, Codable, Sendable, Hashable, CaseIterable {
        /// The Unix socket of a proxy on the server's own machine.
        case unixSocket
        /// Mutual TLS, with a certificate that is issued now.
        case mutualTLS
    }

    public var name: String
    /// Names of the applications that it may ask for.
    public var applications: [String]
    public var channel: Channel

    public init(name: String, applications: [String], channel: Channel) {
        self.name = name
        self.applications = applications
        self.channel = channel
    }

    public static var example: Self { Self(name: "edge-1", applications: ["wiki"], channel: .mutualTLS) }
}

/// What the enforcement point needs to ask; the key is shown only this time.
public struct EnforcementPointAdded: APIMessage {
    public var name: String
    public var applications: [String]
    public var channel: EnforcementPointRequest.Channel
    /// Path on the server's machine, for the channel `unixSocket`.
    public var socketPath: String?
    /// PEM, leaf first, for the channel `mutualTLS`.
    public var certificateChain: String?
    /// PEM.
    public var privateKey: String?
    public var notAfter: Instant?

    public init(
        name: String, applications: [String], channel: EnforcementPointRequest.Channel, socketPath: String? = nil,
        certificateChain: String? = nil, privateKey: String? = nil, notAfter: Instant? = nil
    ) {
        self.name = name
        self.applications = applications
        self.channel = channel
        self.socketPath = socketPath
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.notAfter = notAfter
    }

    public static var example: Self {
        Self(
            name: "edge-1", applications: ["wiki"], channel: .mutualTLS, socketPath: "/var/lib/gatehouse/decide.sock",
            certificateChain: "-----BEGIN CERTIFICATE-----\n…", privateKey: "-----BEGIN PRIVATE KEY-----\n…",
            notAfter: ExampleID.nextWeek)
    }
}
