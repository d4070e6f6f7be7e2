import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel
import GatehousePolicy

/// Codes that let machines enrol.
public struct EnrolmentCodeService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when codes end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// A code for `uses` machines, shown once.
    public func create(
        _ tenant: TenantID, uses: Int64, lifetime: Duration, ownership: Ownership, groups: [String], actor: String
    ) async throws -> (code: EnrolmentCode, secret: String) {
        guard (1...100_000).contains(uses) else {
            throw ServiceError(.invalid, "`\(uses)` uses are not between 1 and 100000")
        }
        guard lifetime > .zero, lifetime <= .seconds(366 * 86_400) else {
            throw ServiceError(.invalid, "the lifetime `\(lifetime.text)` is not between 1s and 366d")
        }
        let now = clock.now
        let secret = Secret.randomCode()
        let code = EnrolmentCode(
            id: .random(), hash: Secret.hash(secret), ownership: ownership, groups: groups, usesAllowed: uses,
            createdAt: now, createdBy: actor, expiresAt: now + lifetime)
        try await store.write(tenant) { work in
            try Self.checkGroups(groups, in: work)
            try work.save(code)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "enrolmentCode.create", target: "enrolmentCode/\(code.id)",
                    detail: "uses \(uses), expires \(code.expiresAt), \(ownership.rawValue)"))
        }
        return (code, secret)
    }

    /// A code gives only groups that exist and that no rule fills.
    private static func checkGroups(_ groups: [String], in work: any StoreReading) throws {
        for name in groups {
            guard let record = try work.document(kind: DocumentKind.deviceGroup.rawValue, name: name) else {
                throw ServiceError(
                    .invalid, "there is no device group `\(name)`", hint: "apply a DeviceGroup of this name first")
            }
            guard try TenantCatalogue([record]).deviceGroups.allSatisfy({ $0.rule == nil }) else {
                throw ServiceError(
                    .invalid, "the device group `\(name)` is dynamic: its rule alone says who is in it",
                    hint: "name a group without a rule")
            }
        }
    }

    /// Every code, newest first, the ended and revoked ones too.
    public func list(_ tenant: TenantID) async throws -> [EnrolmentCode] {
        try await store.read(tenant) { try $0.enrolmentCodes() }
    }

    /// Ends a code at once; devices that it enrolled stay.
    public func revoke(_ tenant: TenantID, id: CodeID, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard var code = try work.enrolmentCode(id) else {
                throw ServiceError(.notFound, "there is no enrolment code `\(id)`")
            }
            guard code.revokedAt == nil else { return }
            code.revokedAt = now
            try work.save(code)
            try work.audit(
                AuditEntry(at: now, actor: actor, action: "enrolmentCode.revoke", target: "enrolmentCode/\(id)"))
        }
    }
}

extension EnrolmentReading {
    /// The code behind `secret` if it lets one more machine in now; else why not.
    func usableCode(_ secret: String, at now: Instant) throws -> EnrolmentCode {
        guard let code = try enrolmentCode(withHash: Secret.hash(secret)) else {
            throw ServiceError(
                .codeUnknown, "the enrolment code is not known", hint: "check it, or ask for a new one")
        }
        if code.revokedAt != nil {
            throw ServiceError(.codeRevoked, "the enrolment code was revoked", hint: "ask for a new one")
        }
        if code.expiresAt <= now {
            throw ServiceError(
                .codeExpired, "the enrolment code expired at \(code.expiresAt)", hint: "ask for a new one")
        }
        if code.usesMade >= code.usesAllowed {
            throw ServiceError(
                .codeUsedUp, "the enrolment code was used \(code.usesMade) of \(code.usesAllowed) times",
                hint: "ask for a new one")
        }
        return code
    }
}
