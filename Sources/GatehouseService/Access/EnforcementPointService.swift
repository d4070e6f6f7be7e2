public import GatehouseDocuments
import GatehouseModel

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
}

/// Adds enforcement points with what they need to ask.
public struct EnforcementPointService: Sendable {
    /// A proxy is set up by hand, so that its certificate lasts longer than a device's; the server's record ends it
    /// at once.
    private static let lifetime = Duration.seconds(365 * 86_400)

    private let documents: DocumentService
    private let store: any Store
    private let authority: any Authority
    private let clock: Clock
    private let defaultSocket: @Sendable (String) -> String

    /// - Parameter defaultSocket: where the enforcement point of a name asks when its document names no socket.
    public init(
        store: any Store, authority: any Authority, clock: Clock, defaultSocket: @escaping @Sendable (String) -> String
    ) {
        documents = DocumentService(store: store, clock: clock)
        self.store = store
        self.authority = authority
        self.clock = clock
        self.defaultSocket = defaultSocket
    }

    /// Adds the point, or changes what it may ask for; over mutual TLS every call issues a further certificate.
    public func add(
        name: String, applications: [String], transport: EnforcementPoint.Transport, as caller: Caller
    ) async throws -> EnforcementPointCredential {
        var point = EnforcementPoint(name: name, applications: applications, transport: transport)
        if let kept = try await self.point(caller.tenant, name) {
            point.description = kept.description
            point.socket = transport == .socket ? kept.socket : nil
        }
        try await apply(point, as: caller)
        guard transport == .mutualTLS else {
            return EnforcementPointCredential(point: point, socketPath: point.socket ?? defaultSocket(name))
        }
        let now = clock.now
        let issued = try await authority.issueEnforcementPointCertificate(
            tenant: caller.tenant, name: name, lifetime: Self.lifetime, now: now)
        try await store.write(caller.tenant) { work in
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "enforcementPoint.certificate",
                    target: "EnforcementPoint/\(name)",
                    detail: "serial \(issued.certificate.serial), until \(issued.certificate.notAfter)"))
        }
        return EnforcementPointCredential(point: point, certificate: issued.certificate, privateKey: issued.key)
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
