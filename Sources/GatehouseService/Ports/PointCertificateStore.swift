public import GatehouseModel

/// A certificate that the authority gave to an enforcement point; kept for as long as it could be shown.
public struct PointCertificate: Hashable, Sendable {
    /// Lower-case hexadecimal.
    public var serial: String
    /// Name of the enforcement point that it was issued to.
    public var point: String
    /// When it was issued, by the server's clock.
    public var issuedAt: Instant
    /// The instant at which it ends by itself.
    public var notAfter: Instant
    /// From then on it is refused: in the future while a newer one takes over, `nil` while it is not revoked.
    public var revokedAt: Instant?

    /// Makes the record of a certificate, not revoked unless said.
    public init(serial: String, point: String, issuedAt: Instant, notAfter: Instant, revokedAt: Instant? = nil) {
        self.serial = serial
        self.point = point
        self.issuedAt = issuedAt
        self.notAfter = notAfter
        self.revokedAt = revokedAt
    }

    /// From then on it is refused, for either reason.
    public var end: Instant { min(notAfter, revokedAt ?? notAfter) }
}

/// Asks for the certificates of enforcement points.
public protocol PointCertificateReading {
    func pointCertificate(_ serial: String) throws -> PointCertificate?
    /// Of every point, revoked or not, whose own end is after `instant`; by point, oldest first.
    func pointCertificates(endingAfter instant: Instant) throws -> [PointCertificate]
    /// Of one point, likewise.
    func pointCertificates(of point: String, endingAfter instant: Instant) throws -> [PointCertificate]
}

/// Changes the certificates of enforcement points; appends ``Change/Kind/pointCertificate`` with the serial.
public protocol PointCertificateWriting {
    /// Inserts or replaces.
    func save(_ certificate: PointCertificate) throws
}
