public import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel

/// What an enforcement point needs to ask for decisions.
public struct EnforcementPointCredential: Hashable, Sendable {
    /// The document as it was applied.
    public var point: EnforcementPoint
    /// For the transport `socket`.
    public var socketPath: String?
    /// For the transport `mutualTLS`, with its key in PEM.
    public var certificate: IssuedCertificate?
    /// PEM; `nil` unless a certificate was issued, and never shown again.
    public var privateKey: String?
    /// Until when the certificates that the point had before are good; `nil` when none of them is.
    public var othersEndAt: Instant?
}

/// An enforcement point with its certificates.
public struct EnforcementPointListing: Hashable, Sendable {
    /// The document as it is kept.
    public var point: EnforcementPoint
    /// Where it asks; `nil` for the transport `mutualTLS`.
    public var socketPath: String?
    /// When the document was last changed.
    public var updatedAt: Instant
    /// Those that have not ended by themselves, revoked or not, oldest first.
    public var certificates: [PointCertificate]
}

/// Enforcement points with what they need to ask, and the end of that.
public struct EnforcementPointService: Sendable {
    /// A proxy is set up by hand, so that its certificate lasts longer than a device's; the server's record ends it
    /// at once.
    private static let lifetime = Duration.seconds(365 * 86_400)
    /// For how long a point's older certificates stay good beside one that takes over: time to hand it out.
    public static let overlap = Duration.seconds(86_400)

    private let documents: DocumentService
    private let store: any Store
    private let authority: any Authority
    private let clock: Clock
    private let defaultSocket: @Sendable (TenantID, String) -> String

    /// - Parameter defaultSocket: where a tenant's enforcement point of a name asks when its document names no socket.
    public init(
        store: any Store, authority: any Authority, clock: Clock,
        defaultSocket: @escaping @Sendable (TenantID, String) -> String
    ) {
        documents = DocumentService(store: store, clock: clock, defaultSocket: defaultSocket)
        self.store = store
        self.authority = authority
        self.clock = clock
        self.defaultSocket = defaultSocket
    }

    /// Adds the point, or changes what it may ask for; a description and a socket that are not given stay as they are.
    ///
    /// Over mutual TLS every call issues a further certificate: those before it are good for ``overlap`` longer, or
    /// not at all with `revokeOthers`.
    public func add(
        _ given: EnforcementPoint, revokeOthers: Bool = false, as caller: Caller
    ) async throws -> EnforcementPointCredential {
        var point = given
        if let kept = try await self.point(caller.tenant, given.name) {
            if point.applications.isEmpty { point.applications = kept.applications }
            if point.description.isEmpty { point.description = kept.description }
            if point.transport == .socket { point.socket = point.socket ?? kept.socket }
        }
        try await apply(point, as: caller)
        guard point.transport == .mutualTLS else {
            return EnforcementPointCredential(
                point: point, socketPath: point.socket ?? defaultSocket(caller.tenant, point.name))
        }
        let now = clock.now
        let issued = try await authority.issueEnforcementPointCertificate(
            tenant: caller.tenant, name: point.name, lifetime: Self.lifetime, now: now)
        let end = try await keep(
            issued.certificate, of: point.name, othersEnd: revokeOthers ? now : now + Self.overlap, at: now, as: caller)
        return EnforcementPointCredential(
            point: point, certificate: issued.certificate, privateKey: issued.key, othersEndAt: end)
    }

    /// Every enforcement point in the order of names.
    public func list(_ tenant: TenantID) async throws -> [EnforcementPointListing] {
        let now = clock.now
        let (records, certificates) = try await store.read(tenant) { work in
            (
                try work.documents(kind: DocumentKind.enforcementPoint.rawValue),
                try work.pointCertificates(endingAfter: now)
            )
        }
        let byPoint = Dictionary(grouping: certificates, by: \.point)
        return try records.flatMap { record in
            try TenantCatalogue([record]).enforcementPoints.map { point in
                EnforcementPointListing(
                    point: point,
                    socketPath: point.transport == .socket ? point.socket ?? defaultSocket(tenant, point.name) : nil,
                    updatedAt: record.updatedAt, certificates: byPoint[point.name] ?? [])
            }
        }
    }

    /// Ends the certificate of a serial, in any of the usual spellings, or every one that the point has; gives the
    /// serials of those that were good until now.
    ///
    /// Throws ``ServiceError/Code/notFound`` when the point has no such certificate, or none that is good.
    public func revoke(_ name: String, serial: String?, as caller: Caller) async throws -> [String] {
        let now = clock.now
        var wanted: String?
        if let serial {
            guard let read = CertificateSerial.normalisedSerial(serial) else {
                throw ServiceError(.invalid, "`\(serial.prefix(64))` is not a serial number in hexadecimal")
            }
            wanted = read
        }
        let chosen = wanted
        return try await store.write(caller.tenant) { work in
            let ended = try work.endPointCertificates(of: name, at: now, serial: chosen)
            guard !ended.isEmpty else {
                throw ServiceError(
                    .notFound,
                    "the enforcement point `\(name)` has no good certificate"
                        + (chosen.map { " with the serial \($0)" } ?? ""),
                    hint: "gatehouse enforcement-point list shows what it has")
            }
            try work.auditEnd(of: ended, of: name, because: "revoked", at: now, as: caller)
            return ended
        }
    }

    /// Records the certificate and lets the point's others end; gives when they do, if there are any.
    private func keep(
        _ issued: IssuedCertificate, of name: String, othersEnd: Instant, at now: Instant, as caller: Caller
    ) async throws -> Instant? {
        try await store.write(caller.tenant) { work in
            let kind = DocumentKind.enforcementPoint.rawValue
            guard
                try TenantCatalogue(work.document(kind: kind, name: name).map { [$0] } ?? [])
                    .enforcementPoints.first?.transport == .mutualTLS
            else { throw ServiceError(.conflict, "the enforcement point `\(name)` was changed by somebody else") }
            let ended = try work.endPointCertificates(of: name, at: othersEnd)
            try work.save(
                PointCertificate(serial: issued.serial, point: name, issuedAt: now, notAfter: issued.notAfter))
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "enforcementPoint.certificate", target: "\(kind)/\(name)",
                    detail: "serial \(issued.serial), until \(issued.notAfter)"))
            if !ended.isEmpty {
                try work.auditEnd(of: ended, of: name, because: "superseded at \(othersEnd)", at: now, as: caller)
            }
            let rest = try work.pointCertificates(of: name, endingAfter: now)
            return rest.filter { $0.serial != issued.serial && $0.end > now }.map(\.end).max()
        }
    }

    private func point(_ tenant: TenantID, _ name: String) async throws -> EnforcementPoint? {
        let records = try await store.read(tenant) { work in
            try work.document(kind: DocumentKind.enforcementPoint.rawValue, name: name).map { [$0] } ?? []
        }
        return try TenantCatalogue(records).enforcementPoints.first
    }

    /// The document is ours and the caller wrote no file, so that a mistake is said without a place.
    private func apply(_ point: EnforcementPoint, as caller: Caller) async throws {
        let file = DocumentFile(name: point.name, text: DocumentWriter.write(.enforcementPoint(point)))
        do {
            _ = try await documents.apply([file], dryRun: false, as: caller)
        } catch let error as ServiceError where error.code == .invalidDocument {
            let first = error.places.first
            throw ServiceError(.invalid, first?.message ?? error.message, hint: first?.hint)
        }
    }
}
