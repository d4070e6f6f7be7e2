import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel

/// A discovery script: what of it runs, and what waits.
public struct ScriptOverview: Hashable, Sendable {
    /// The name of the `ComplianceScript`.
    public var name: String
    /// The version that was approved and has not expired; `nil` when it runs nowhere.
    public var running: ComplianceScriptVersion?
    /// The version that waits for a second person.
    public var pending: ComplianceScriptVersion?
}

/// The second person's word on discovery scripts: a script that runs on every device is code.
public struct ScriptService: Sendable {
    private let store: any Store
    private let authority: any Authority
    private let clock: Clock
    /// How long an approval lasts; then the script is looked at again.
    private let validity: Duration

    /// Makes the service; `authority` signs what is approved.
    public init(
        store: any Store, authority: any Authority, clock: Clock, validity: Duration = .seconds(365 * 86_400)
    ) {
        self.store = store
        self.authority = authority
        self.clock = clock
        self.validity = validity
    }

    /// Every script, by name.
    public func list(_ tenant: TenantID) async throws -> [ScriptOverview] {
        let now = clock.now
        let versions = try await store.read(tenant) { try $0.complianceScriptVersions(of: nil) }
        return Dictionary(grouping: versions, by: \.name).sorted { $0.key < $1.key }
            .map { ScriptOverview($0.key, $0.value, at: now) }
    }

    /// The script with its versions, newest first, or ``ServiceError/Code/notFound``.
    public func show(
        _ tenant: TenantID, name: String
    ) async throws -> (overview: ScriptOverview, versions: [ComplianceScriptVersion]) {
        let versions = try await store.read(tenant) { try Self.versions(of: name, in: $0) }
        return (ScriptOverview(name, versions, at: clock.now), versions)
    }

    /// Agrees to exactly the version of this digest: it is signed now, and takes the place of the one that ran.
    ///
    /// Refuses whoever wrote the version, a version that is not the newest, and a row that is not what its digest says.
    /// One that runs already is agreed to anew, for another year.
    public func approve(
        _ tenant: TenantID, name: String, digest: String, reason: String, as caller: Caller
    ) async throws -> ScriptOverview {
        let now = clock.now
        let found = try await store.read(tenant) { try Self.version(digest, of: name, in: $0) }
        guard found.state == .pending || found.state == .approved else {
            throw ServiceError(.conflict, "this version of the script is \(found.state.rawValue)")
        }
        guard caller.actor != found.createdBy else {
            throw ServiceError(
                .notPermitted, "who wrote it cannot approve it",
                hint: "another holder of the permission must: `gatehouse script approve \(name) --digest \(digest)`")
        }
        guard let terms = ComplianceScript(found)?.terms, terms.version == found.digest else {
            throw ServiceError(.storageDamaged, "the kept script is not the one of the digest `\(found.digest)`")
        }
        let expiresAt = now + validity
        let statement = DiscoveryStatement(tenant: tenant, terms: terms, approvedAt: now, expiresAt: expiresAt)
        let signature = Hex.encode(try await authority.signScript(statement.bytes, tenant: tenant))
        return try await store.write(tenant) { work in
            var version = try Self.decided(found, .approved, reason, by: caller, at: now, in: work)
            version.expiresAt = expiresAt
            version.signature = signature
            for var other in try work.complianceScriptVersions(of: name)
            where other.state == .approved && other.digest != version.digest {
                other.state = .superseded
                try work.save(other)
            }
            try work.save(version)
            return ScriptOverview(name, try work.complianceScriptVersions(of: name), at: now)
        }
    }

    /// Refuses a version that waits, or withdraws the one that runs: devices stop running it when they next report.
    public func reject(
        _ tenant: TenantID, name: String, digest: String, reason: String, as caller: Caller
    ) async throws -> ScriptOverview {
        let now = clock.now
        return try await store.write(tenant) { work in
            let found = try Self.version(digest, of: name, in: work)
            guard found.state == .pending || found.state == .approved else {
                throw ServiceError(.conflict, "this version of the script is \(found.state.rawValue)")
            }
            try work.save(try Self.decided(found, .rejected, reason, by: caller, at: now, in: work))
            return ScriptOverview(name, try work.complianceScriptVersions(of: name), at: now)
        }
    }

    private static func versions(of name: String, in work: any StoreReading) throws -> [ComplianceScriptVersion] {
        let versions = try work.complianceScriptVersions(of: name)
        guard !versions.isEmpty else { throw ServiceError(.notFound, "there is no ComplianceScript `\(name)`") }
        return versions
    }

    /// The version whose digest begins so.
    private static func version(
        _ digest: String, of name: String, in work: any StoreReading
    ) throws -> ComplianceScriptVersion {
        let hint = "read it first: `gatehouse script show \(name)`"
        guard digest.utf8.count >= 8 else {
            throw ServiceError(.invalid, "at least the first 8 digits of the version's digest are wanted", hint: hint)
        }
        let found = try versions(of: name, in: work).filter { $0.digest.hasPrefix(digest) }
        guard found.count == 1 else {
            throw ServiceError(.notFound, "the script `\(name)` has no version `\(digest.prefix(64))`", hint: hint)
        }
        return found[0]
    }

    /// The version as decided; refuses one that changed since it was read.
    private static func decided(
        _ read: ComplianceScriptVersion, _ state: ComplianceScriptVersion.State, _ reason: String,
        by caller: Caller, at now: Instant, in work: any StoreWriting
    ) throws -> ComplianceScriptVersion {
        guard reason.utf8.count <= 1000 else { throw ServiceError(.invalid, "the reason has more than 1000 bytes") }
        guard var version = try work.complianceScriptVersions(of: read.name).first(where: { $0 == read }) else {
            throw ServiceError(.conflict, "the script was changed at the same time", hint: "read it again")
        }
        version.state = state
        version.decidedAt = now
        version.decidedBy = caller.actor
        version.reason = reason
        try work.audit(
            AuditEntry(
                at: now, actor: caller.actor, action: state == .approved ? "script.approve" : "script.reject",
                target: "\(DocumentKind.complianceScript.rawValue)/\(read.name)",
                detail: "version \(read.digest), written by \(read.createdBy)"
                    + (reason.isEmpty ? "" : "; \(reason)")))
        return version
    }
}

extension ScriptOverview {
    init(_ name: String, _ versions: [ComplianceScriptVersion], at now: Instant) {
        self.name = name
        running = versions.first { $0.state == .approved && ($0.expiresAt.map { now < $0 } ?? false) }
        pending = versions.first { $0.state == .pending }
    }
}
