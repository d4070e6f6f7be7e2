import GatehouseModel
import GatehouseService

/// The columns of an enforcement point's certificate in the order in which they are written and read.
private enum PointCertificateTable {
    static let columns = ["serial", "point", "issued_at", "not_after", "revoked_at"]
    static let upsert = SQLText.upsert(
        into: "enforcement_point_certificate", key: ["tenant", "serial"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "enforcement_point_certificate")
}

extension SQLRow {
    fileprivate mutating func pointCertificate() throws -> PointCertificate {
        try PointCertificate(
            serial: text(), point: text(), issuedAt: instant(), notAfter: instant(), revokedAt: optionalInstant())
    }
}

extension SQLTransaction: PointCertificateReading {
    func pointCertificate(_ serial: String) throws -> PointCertificate? {
        try row(PointCertificateTable.select + " AND serial = ?", serial) { try $0.pointCertificate() }
    }

    func pointCertificates(endingAfter instant: Instant) throws -> [PointCertificate] {
        try rows(
            PointCertificateTable.select + " AND not_after > ? ORDER BY point, issued_at, serial", instant
        ) { try $0.pointCertificate() }
    }

    func pointCertificates(of point: String, endingAfter instant: Instant) throws -> [PointCertificate] {
        try rows(
            PointCertificateTable.select + " AND point = ? AND not_after > ? ORDER BY issued_at, serial", point, instant
        ) { try $0.pointCertificate() }
    }
}

extension SQLTransaction: PointCertificateWriting {
    func save(_ certificate: PointCertificate) throws {
        try execute(
            PointCertificateTable.upsert, certificate.serial, certificate.point, certificate.issuedAt,
            certificate.notAfter, certificate.revokedAt)
        note(.pointCertificate, certificate.serial)
    }
}
