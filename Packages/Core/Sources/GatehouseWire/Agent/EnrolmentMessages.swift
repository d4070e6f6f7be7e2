public import GatehouseModel

/// What tells one machine from another; never a secret.
public struct HardwareIdentity: Hashable, Sendable {
    /// SHA-256 in hex over the machine's own identifiers: the same machine gives the same value after a new
    /// installation of the agent.
    public var digest: String
    /// As the firmware says; empty when it does not.
    public var manufacturer: String
    /// As the firmware says; empty when it does not.
    public var model: String
    /// As the firmware says; empty when it does not.
    public var serialNumber: String

    /// A machine by its digest, with what a person knows it by.
    public init(digest: String, manufacturer: String, model: String, serialNumber: String) {
        self.digest = digest
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
    }
}

/// Asks for an identity with a code.
public struct EnrolmentRequest: Hashable, Sendable {
    /// The ``ProtocolVersion`` that the agent speaks; the server refuses what it does not understand.
    public var protocolVersion: Int
    /// Repeating a request under the same id gets the same certificate and uses the code once.
    public var requestID: RequestID
    /// An enrolment code, as it was shown; empty for hardware that is registered.
    public var code: String
    /// PKCS#10 in DER, base64 on the wire.
    public var certificateRequest: [UInt8]
    /// Hardware that enrolled before gets its former device id, not a twin.
    public var hardware: HardwareIdentity
    /// 1 to 255 bytes; need not be unique.
    public var deviceName: String
    /// What the agent was built for.
    public var platform: Platform
    /// As a person says it, `Debian GNU/Linux`; empty when it is not known.
    public var operatingSystem: String
    /// As the system says it, `12.11`; empty when it is not known.
    public var operatingSystemVersion: String
    /// What the TPM says to a challenge; `nil` when there is no TPM, and the key is in a file.
    public var attestation: EnrolmentAttestation?
    /// The tenant to enrol in, for hardware that is registered with one; `nil` where the code says it.
    public var tenant: TenantID?

    /// A request for an identity; nothing in it is checked before the server reads it.
    public init(
        protocolVersion: Int, requestID: RequestID, code: String, certificateRequest: [UInt8],
        hardware: HardwareIdentity, deviceName: String, platform: Platform, operatingSystem: String,
        operatingSystemVersion: String, attestation: EnrolmentAttestation? = nil, tenant: TenantID? = nil
    ) {
        self.tenant = tenant
        self.protocolVersion = protocolVersion
        self.requestID = requestID
        self.code = code
        self.certificateRequest = certificateRequest
        self.hardware = hardware
        self.deviceName = deviceName
        self.platform = platform
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
        self.attestation = attestation
    }
}

/// The identity that was given.
public struct EnrolmentResponse: Hashable, Sendable {
    /// Named in the certificate too, and the agent refuses an answer where they differ.
    public var tenant: TenantID
    /// Named in the certificate too, and the agent refuses an answer where they differ.
    public var device: DeviceID
    /// PEM, leaf first, then the issuing intermediate.
    public var certificateChain: String
    /// When the leaf ends, seven days after it was issued.
    public var notAfter: Instant
    /// `https://host:port` of the device channel.
    public var deviceChannel: String
    /// PEM of the roots that the device channel's certificate chains to; what the agent trusts from then on.
    public var trustRoots: String
    /// What the server makes of the TPM, for the person who enrols; `nil` when nothing was shown of one.
    public var attestationNote: String?
    /// What the device is called, which the server may have chosen; empty when it did not say.
    public var deviceName: String
    /// Who owns the device, which decides what it reports; `nil` from a server that does not say.
    public var ownership: Ownership?

    /// An identity with where to use it.
    public init(
        tenant: TenantID, device: DeviceID, certificateChain: String, notAfter: Instant, deviceChannel: String,
        trustRoots: String, attestationNote: String? = nil, deviceName: String = "", ownership: Ownership? = nil
    ) {
        self.deviceName = deviceName
        self.tenant = tenant
        self.device = device
        self.certificateChain = certificateChain
        self.notAfter = notAfter
        self.deviceChannel = deviceChannel
        self.trustRoots = trustRoots
        self.attestationNote = attestationNote
        self.ownership = ownership
    }
}

/// Says that somebody must agree first; comes with status 202 in place of an identity.
public struct EnrolmentPending: Hashable, Sendable {
    /// What an administrator calls the enrolment by.
    public var id: EnrolmentID
    /// What is waited for, for the person in front of the machine.
    public var detail: String
    /// When the same request may be asked again.
    public var retryAfter: Duration
    /// From then on nobody can agree to it any more.
    public var expiresAt: Instant

    /// A wait with its end.
    public init(id: EnrolmentID, detail: String, retryAfter: Duration, expiresAt: Instant) {
        self.id = id
        self.detail = detail
        self.retryAfter = retryAfter
        self.expiresAt = expiresAt
    }
}

/// Asks for the next certificate, for a fresh key.
public struct RenewalRequest: Hashable, Sendable {
    /// Repeating a request under the same id gets the same certificate.
    public var requestID: RequestID
    /// PKCS#10 in DER, base64 on the wire.
    public var certificateRequest: [UInt8]
    /// That the fresh key is in the TPM; wanted from a device whose key was there before.
    public var certification: KeyCertificationMessage?

    /// A request for a certificate; the identity is that of the connection.
    public init(
        requestID: RequestID, certificateRequest: [UInt8], certification: KeyCertificationMessage? = nil
    ) {
        self.requestID = requestID
        self.certificateRequest = certificateRequest
        self.certification = certification
    }
}

/// The next certificate.
public struct RenewalResponse: Hashable, Sendable {
    /// PEM, leaf first, then the issuing intermediate.
    public var certificateChain: String
    /// When the leaf ends; the certificate before it stays good until its own end.
    public var notAfter: Instant
    /// PEM: whom the device trusts from now on; `nil` from a server that does not say, and nothing changes.
    public var trustRoots: String?

    /// A certificate chain with its end.
    public init(certificateChain: String, notAfter: Instant, trustRoots: String? = nil) {
        self.certificateChain = certificateChain
        self.notAfter = notAfter
        self.trustRoots = trustRoots
    }
}

/// A short-lived token that stands for the device where no client certificate can be presented.
public struct TokenResponse: Hashable, Sendable {
    /// A bearer secret; the server keeps only its hash.
    public var token: String
    /// Ten minutes after it was issued.
    public var expiresAt: Instant

    /// A token with its end.
    public init(token: String, expiresAt: Instant) {
        self.token = token
        self.expiresAt = expiresAt
    }
}
