import GatehouseModel
import GatehouseService

/// The columns of a certificate in the order in which they are written and read.
private enum CertificateTable {
    static let columns = [
        "serial", "device", "not_before", "not_after", "revoked_at", "revocation_reason", "request", "chain",
    ]
    static let upsert = SQLText.upsert(into: "certificate", key: ["tenant", "serial"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "certificate")
}

extension SQLRow {
    fileprivate mutating func certificate() throws -> CertificateRecord {
        try CertificateRecord(
            serial: text(), device: identifier(), notBefore: instant(), notAfter: instant(),
            revokedAt: optionalInstant(), revocationReason: optionalText(), request: identifier(), chain: text())
    }
}

extension SQLTransaction {
    func certificate(_ serial: String) throws -> CertificateRecord? {
        try row(CertificateTable.select + " AND serial = ?", serial) { try $0.certificate() }
    }

    func certificates(_ serials: [String]) throws -> [CertificateRecord] {
        try rows(CertificateTable.select, whose: "serial", isAmong: serials) { try $0.certificate() }
    }

    func certificates(of device: DeviceID) throws -> [CertificateRecord] {
        try rows(CertificateTable.select + " AND device = ? ORDER BY not_before, serial", device) {
            try $0.certificate()
        }
    }

    func certificate(answering request: RequestID, of device: DeviceID) throws -> CertificateRecord? {
        try row(CertificateTable.select + " AND device = ? AND request = ?", device, request) { try $0.certificate() }
    }

    func liveCertificates(at now: Instant, after serial: String?, limit: Int) throws -> [CertificateRecord] {
        try rows(
            CertificateTable.select
                + " AND serial > ? AND revoked_at IS NULL AND not_after > ? ORDER BY serial LIMIT ?",
            serial ?? "", now, limit
        ) { try $0.certificate() }
    }

    func save(_ certificate: CertificateRecord) throws {
        try execute(
            CertificateTable.upsert, certificate.serial, certificate.device, certificate.notBefore,
            certificate.notAfter, certificate.revokedAt, certificate.revocationReason, certificate.request,
            certificate.chain)
        note(.certificate, certificate.serial)
    }

    @discardableResult
    func revokeCertificates(of device: DeviceID, at now: Instant, reason: String) throws -> Int {
        let serials = try rows(
            """
            UPDATE certificate SET revoked_at = ?3, revocation_reason = ?4
            WHERE tenant = ?1 AND device = ?2 AND revoked_at IS NULL AND not_after > ?3 RETURNING serial
            """, device, now, reason
        ) { try $0.text() }
        try revokeBrowserCertificates(of: device, at: now)
        for serial in serials.sorted() { note(.certificate, serial) }
        return serials.count
    }
}
