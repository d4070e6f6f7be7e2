public import GatehouseDocuments
public import GatehouseModel

/// What a proxy needs to ask.
public enum EnforcementPointAccess: Hashable, Sendable {
    /// Path of the socket: whoever can open it speaks for the enforcement point.
    case socket(String)
    /// A client certificate with its key, both PEM, shown once.
    case certificate(IssuedCertificate, key: String)
}

/// Binds proxies to the applications that they may ask for.
public struct EnforcementPointService: Sendable {
    public static let certificateLifetime = Duration.seconds(90 * 86_400)

    private let store: any Store
    private let documents: DocumentService
    private let authority: any Authority
    private let clock: Clock
    private let socketPath: @Sendable (EnforcementPoint) -> String

    /// `socketPath` tells where the server listens for a point.
    public init(
        store: any Store, authority: any Authority, clock: Clock,
        socketPath: @escaping @Sendable (EnforcementPoint) -> String
    ) {
        self.store = store
        self.authority = authority
        self.clock = clock
        self.socketPath = socketPath
        documents = DocumentService(store: store, clock: clock)
    }

    /// Writes the enforcement point's document and gives the proxy its socket or a fresh certificate.
    ///
    /// Adding one that exists binds it to these applications instead; a certificate given before goes on working
    /// until it ends.
    public func add(
        _ tenant: TenantID, _ point: EnforcementPoint, actor: String
    ) async throws -> EnforcementPointAccess {
        let file = DocumentFile(name: point.name, text: DocumentWriter.write(.enforcementPoint(point)))
        _ = try await documents.apply(tenant, [file], dryRun: false, actor: actor)
        guard point.transport == .mutualTLS else { return .socket(socketPath(point)) }
        let now = clock.now
        let issued = try await authority.issueEnforcementPointCertificate(
            tenant: tenant, name: point.name, lifetime: Self.certificateLifetime, now: now)
        try await store.write(tenant) { work in
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "enforcementPoint.issueCertificate",
                    target: "EnforcementPoint/\(point.name)", detail: "serial \(issued.certificate.serial)"))
        }
        return .certificate(issued.certificate, key: issued.key)
    }
}
