import GatehouseModel
import GatehouseService

/// The columns of a browser's certificate in the order in which they are written and read.
private enum BrowserCertificateTable {
    static let columns = [
        "serial", "device", "account", "account_number", "request", "issued_at", "not_after", "revoked_at", "chain",
    ]
    static let upsert = SQLText.upsert(into: "browser_certificate", key: ["tenant", "serial"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "browser_certificate")
}

extension SQLRow {
    fileprivate mutating func browserCertificate() throws -> BrowserCertificate {
        try BrowserCertificate(
            serial: text(), device: identifier(), account: text(), accountNumber: UInt32(clamping: integer()),
            request: identifier(), issuedAt: instant(), notAfter: instant(), revokedAt: optionalInstant(),
            chain: text())
    }
}

extension SQLTransaction: BrowserCertificateReading {
    func browserCertificate(_ serial: String) throws -> BrowserCertificate? {
        try row(BrowserCertificateTable.select + " AND serial = ?", serial) { try $0.browserCertificate() }
    }

    func browserCertificates(of device: DeviceID) throws -> [BrowserCertificate] {
        try rows(BrowserCertificateTable.select + " AND device = ? ORDER BY issued_at, serial", device) {
            try $0.browserCertificate()
        }
    }

    func browserCertificate(answering request: RequestID, of device: DeviceID) throws -> BrowserCertificate? {
        try row(BrowserCertificateTable.select + " AND device = ? AND request = ?", device, request) {
            try $0.browserCertificate()
        }
    }
}

extension SQLTransaction: BrowserCertificateWriting {
    func save(_ certificate: BrowserCertificate) throws {
        try execute(
            BrowserCertificateTable.upsert, certificate.serial, certificate.device, certificate.account,
            Int64(certificate.accountNumber), certificate.request, certificate.issuedAt, certificate.notAfter,
            certificate.revokedAt, certificate.chain)
    }

    func removeBrowserCertificates(of device: DeviceID, endedBefore instant: Instant) throws {
        try execute(
            "DELETE FROM browser_certificate WHERE tenant = ? AND device = ? AND not_after < ?", device, instant)
    }

    func revokeBrowserCertificates(of device: DeviceID, at now: Instant) throws {
        try execute(
            """
            UPDATE browser_certificate SET revoked_at = ?3
            WHERE tenant = ?1 AND device = ?2 AND revoked_at IS NULL AND not_after > ?3
            """, device, now)
    }
}
