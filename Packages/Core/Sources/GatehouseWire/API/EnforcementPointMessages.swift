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
    /// Absolute path of its socket, for the transport `socket`; without it the path stays what it is.
    public var socket: String?
    /// Whether the certificates that it has end now; without it they are good for a day beside the one that is issued.
    public var revokeOthers: Bool?

    /// A request; the server refuses applications that do not exist, and another point's socket.
    public init(
        name: String, applications: [String], transport: Transport, socket: String? = nil, revokeOthers: Bool? = nil
    ) {
        self.name = name
        self.applications = applications
        self.transport = transport
        self.socket = socket
        self.revokeOthers = revokeOthers
    }

    /// A proxy on another machine, whose key may have been copied.
    public static var example: Self {
        Self(
            name: "edge-1", applications: ["wiki"], transport: .mutualTLS, socket: "/run/gatehouse/decide.sock",
            revokeOthers: true)
    }
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
    /// The certificate's serial number, lower-case hexadecimal; only for `mutualTLS`.
    public var serial: String?
    /// Until when the certificates that it had before are good; not there when none of them is.
    public var othersEndAt: Instant?

    /// What was set up; only the members of its transport are given.
    public init(
        name: String, applications: [String], transport: EnforcementPointRequest.Transport, socketPath: String? = nil,
        certificateChain: String? = nil, privateKey: String? = nil, notAfter: Instant? = nil, serial: String? = nil,
        othersEndAt: Instant? = nil
    ) {
        self.name = name
        self.applications = applications
        self.transport = transport
        self.socketPath = socketPath
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.notAfter = notAfter
        self.serial = serial
        self.othersEndAt = othersEndAt
    }

    /// A proxy with its certificate.
    public static var example: Self {
        Self(
            name: "edge-1", applications: ["wiki"], transport: .mutualTLS, socketPath: "/var/lib/gatehouse/decide.sock",
            certificateChain: "-----BEGIN CERTIFICATE-----\n…", privateKey: "-----BEGIN PRIVATE KEY-----\n…",
            notAfter: ExampleID.nextWeek, serial: ExampleID.serial, othersEndAt: ExampleID.nextDay)
    }
}

/// An enforcement point with what it asks by.
public struct EnforcementPointItem: APIMessage {
    /// Names its document, and is part of its certificates.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// The one way by which it may ask.
    public var transport: EnforcementPointRequest.Transport
    /// All that it may ask for.
    public var applications: [String]
    /// Path on the server's machine, for the transport `socket`.
    public var socketPath: String?
    /// When its document was last changed.
    public var updatedAt: Instant
    /// Those that have not ended by themselves, also revoked ones, oldest first.
    public var certificates: [EnforcementPointCertificate]

    /// An enforcement point as the server knows it.
    public init(
        name: String, description: String, transport: EnforcementPointRequest.Transport, applications: [String],
        socketPath: String? = nil, updatedAt: Instant, certificates: [EnforcementPointCertificate]
    ) {
        self.name = name
        self.description = description
        self.transport = transport
        self.applications = applications
        self.socketPath = socketPath
        self.updatedAt = updatedAt
        self.certificates = certificates
    }

    /// A proxy on another machine whose certificate was just replaced.
    public static var example: Self {
        Self(
            name: "edge-1", description: "", transport: .mutualTLS, applications: ["wiki"],
            socketPath: "/run/gatehouse/decide.sock", updatedAt: ExampleID.morning, certificates: [.example])
    }
}

/// A certificate that an enforcement point may show.
public struct EnforcementPointCertificate: APIMessage {
    /// Lower-case hexadecimal.
    public var serial: String
    /// By the server's clock.
    public var issuedAt: Instant
    /// When it ends by itself.
    public var notAfter: Instant
    /// From then on it is refused, which may lie ahead; not there while it is not revoked.
    public var revokedAt: Instant?

    /// A certificate; without `revokedAt` it is not revoked.
    public init(serial: String, issuedAt: Instant, notAfter: Instant, revokedAt: Instant? = nil) {
        self.serial = serial
        self.issuedAt = issuedAt
        self.notAfter = notAfter
        self.revokedAt = revokedAt
    }

    /// A certificate that another takes over from.
    public static var example: Self {
        Self(
            serial: ExampleID.serial, issuedAt: ExampleID.morning, notAfter: ExampleID.nextWeek,
            revokedAt: ExampleID.nextDay)
    }
}

/// Ends certificates of an enforcement point at once.
public struct EnforcementPointRevocation: APIMessage {
    /// The one that ends, in hexadecimal; without it all that the point has.
    public var serial: String?

    /// A revocation; the server refuses a serial that is not the point's.
    public init(serial: String? = nil) { self.serial = serial }

    /// One certificate of several.
    public static var example: Self { Self(serial: ExampleID.serial) }
}

/// Which certificates of an enforcement point were ended.
public struct EnforcementPointRevoked: APIMessage {
    /// Those that were good until now.
    public var serials: [String]

    /// The serials of what was ended.
    public init(serials: [String]) { self.serials = serials }

    /// One certificate.
    public static var example: Self { Self(serials: [ExampleID.serial]) }
}
