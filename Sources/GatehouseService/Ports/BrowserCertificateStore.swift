public import GatehouseModel

/// A certificate that the authority gave to the browsers of an account of a device.
public struct BrowserCertificate: Hashable, Sendable {
    /// Lower-case hexadecimal.
    public var serial: String
    /// The device that asked for it over its own channel.
    public var device: DeviceID
    /// The account's name on the device, as the device says.
    public var account: String
    /// The account's number on the device.
    public var accountNumber: UInt32
    /// The request that it answered, so that a repeat gets the same certificate.
    public var request: RequestID
    /// When it was issued, by the server's clock.
    public var issuedAt: Instant
    /// The instant at which it ends by itself.
    public var notAfter: Instant
    /// `nil` while it is not revoked.
    public var revokedAt: Instant?
    /// PEM, leaf first.
    public var chain: String

    /// Makes the record of a certificate, not revoked unless said.
    public init(
        serial: String, device: DeviceID, account: String, accountNumber: UInt32, request: RequestID,
        issuedAt: Instant, notAfter: Instant, revokedAt: Instant? = nil, chain: String
    ) {
        self.serial = serial
        self.device = device
        self.account = account
        self.accountNumber = accountNumber
        self.request = request
        self.issuedAt = issuedAt
        self.notAfter = notAfter
        self.revokedAt = revokedAt
        self.chain = chain
    }
}

/// Asks for the certificates of browsers.
public protocol BrowserCertificateReading {
    func browserCertificate(_ serial: String) throws -> BrowserCertificate?
    /// Oldest first, also those that ended or were revoked, as long as they are kept.
    func browserCertificates(of device: DeviceID) throws -> [BrowserCertificate]
    func browserCertificate(answering request: RequestID, of device: DeviceID) throws -> BrowserCertificate?
}

/// Changes the certificates of browsers; nothing follows them in memory, so nothing is appended to the feed.
///
/// ``DeviceWriting/revokeCertificates(of:at:reason:)`` revokes those of the device as well.
public protocol BrowserCertificateWriting {
    /// Inserts or replaces.
    func save(_ certificate: BrowserCertificate) throws
    /// Forgets those of the device that ended before `instant`.
    func removeBrowserCertificates(of device: DeviceID, endedBefore instant: Instant) throws
}
