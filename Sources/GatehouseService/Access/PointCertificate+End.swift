import GatehouseModel

extension StoreWriting {
    /// Lets the point's certificates end at `end`, or the one of a serial, and gives the serials of those.
    ///
    /// What ends sooner is left as it is.
    func endPointCertificates(of point: String, at end: Instant, serial: String? = nil) throws -> [String] {
        let touched = try pointCertificates(of: point, endingAfter: end).filter { certificate in
            certificate.end > end && (serial ?? certificate.serial) == certificate.serial
        }
        for var certificate in touched {
            certificate.revokedAt = end
            try save(certificate)
        }
        return touched.map(\.serial)
    }

    func auditEnd(
        of serials: [String], of point: String, because why: String, at now: Instant, as caller: Caller
    ) throws {
        try audit(
            AuditEntry(
                at: now, actor: caller.actor, action: "enforcementPoint.revoke", target: "EnforcementPoint/\(point)",
                detail: "\(why): serial \(serials.joined(separator: ", "))"))
    }
}
