public import GatehouseModel

/// What tells one machine from another; never a secret.
public struct HardwareIdentity: Hashable, Sendable {
    /// SHA-256 in hex over the machine's own identifiers: the same machine gives the same value after a new
    /// installation of the agent.
    public var digest: String
    public var manufacturer: String
    public var model: String
    public var serialNumber: String

    public init(digest: String, manufacturer: String, model: String, serialNumber: String) {
        self.digest = digest
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
    }
}

/// Asks for an identity with a code.
public struct EnrolmentRequest: Hashable, Sendable {
    public var protocolVersion: Int
    public var requestID: RequestID
    public var code: String
    /// PKCS#10 in DER, base64 on the wire.
    public var certificateRequest: [UInt8]
    public var hardware: HardwareIdentity
    public var deviceName: String
    public var platform: Platform
    public var operatingSystem: String
    public var operatingSystemVersion: String

    public init(
        protocolVersion: Int, requestID: RequestID, code: String, certificateRequest: [UInt8],
        hardware: HardwareIdentity, deviceName: String, platform: Platform, operatingSystem: String,
        operatingSystemVersion: String
    ) {
        self.protocolVersion = protocolVersion
        self.requestID = requestID
        self.code = code
        self.certificateRequest = certificateRequest
        self.hardware = hardware
        self.deviceName = deviceName
        self.platform = platform
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
    }
}

/// The identity that was given.
public struct EnrolmentResponse: Hashable, Sendable {
    public var tenant: TenantID
    public var device: DeviceID
    /// PEM, leaf first, then the issuing intermediate.
    public var certificateChain: String
    public var notAfter: Instant
    /// `https://host:port` of the device channel.
    public var deviceChannel: String

    public init(
        tenant: TenantID, device: DeviceID, certificateChain: String, notAfter: Instant, deviceChannel: String
    ) {
        self.tenant = tenant
        self.device = device
        self.certificateChain = certificateChain
        self.notAfter = notAfter
        self.deviceChannel = deviceChannel
    }
}

/// Asks for the next certificate, for a fresh key.
public struct RenewalRequest: Hashable, Sendable {
    public var requestID: RequestID
    /// PKCS#10 in DER, base64 on the wire.
    public var certificateRequest: [UInt8]

    public init(requestID: RequestID, certificateRequest: [UInt8]) {
        self.requestID = requestID
        self.certificateRequest = certificateRequest
    }
}

/// The next certificate.
public struct RenewalResponse: Hashable, Sendable {
    public var certificateChain: String
    public var notAfter: Instant

    public init(certificateChain: String, notAfter: Instant) {
        self.certificateChain = certificateChain
        self.notAfter = notAfter
    }
}

/// A short-lived token that stands for the device where no client certificate can be presented.
public struct TokenResponse: Hashable, Sendable {
    public var token: String
    public var expiresAt: Instant

    public init(token: String, expiresAt: Instant) {
        self.token = token
        self.expiresAt = expiresAt
    }
}
