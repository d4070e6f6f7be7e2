import GatehouseKeys
public import GatehouseModel

/// Codes that let machines enrol.
public struct EnrolmentCodeService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when codes end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// A code for `uses` machines of this ownership in these groups, shown once.
    public func create(
        _ tenant: TenantID, uses: Int64, lifetime: Duration, ownership: Ownership, groups: [String], actor: String
    ) async throws -> (code: EnrolmentCode, secret: String) {
        try await create(
            tenant, uses: uses, lifetime: lifetime, profile: EnrolmentProfile(ownership: ownership, groups: groups),
            actor: actor)
    }

    /// A code for `uses` machines, shown once; refuses groups that are not there or have a rule.
    public func create(
        _ tenant: TenantID, uses: Int64, lifetime: Duration, profile: EnrolmentProfile,
        requiresApproval: Bool = false, actor: String
    ) async throws -> (code: EnrolmentCode, secret: String) {
        guard (1...100_000).contains(uses) else {
            throw ServiceError(.invalid, "`\(uses)` uses are not between 1 and 100000")
        }
        guard lifetime > .zero, lifetime <= .seconds(366 * 86_400) else {
            throw ServiceError(.invalid, "the lifetime `\(lifetime.text)` is not between 1s and 366d")
        }
        var profile = profile
        if let owner = profile.owner {
            guard let address = PersonAddress.normalised(owner) else {
                throw ServiceError(.invalid, "`\(owner)` is no person's address", hint: "write `name@example.com`")
            }
            profile.owner = address
        }
        let now = clock.now
        let secret = Secret.randomCode()
        let code = EnrolmentCode(
            id: .random(), hash: Secret.hash(secret), profile: profile, requiresApproval: requiresApproval,
            usesAllowed: uses, createdAt: now, createdBy: actor, expiresAt: now + lifetime)
        try await store.write(tenant) { work in
            for name in code.profile.groups {
                if let problem = try work.problem(ofJoining: name) { throw problem }
            }
            try work.save(code)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "enrolmentCode.create", target: "enrolmentCode/\(code.id)",
                    detail: code.auditDetail))
        }
        return (code, secret)
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

extension EnrolmentCode {
    /// One line: how often, until when, and what it gives.
    fileprivate var auditDetail: String {
        var words = ["uses \(usesAllowed)", "expires \(expiresAt)", profile.ownership.rawValue]
        if profile.trustType != .azureAd { words.append(profile.trustType.rawValue) }
        if profile.management != .managed { words.append(profile.management.rawValue) }
        if let owner = profile.owner { words.append("owner \(owner)") }
        if requiresApproval { words.append("needs approval") }
        return words.joined(separator: ", ")
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

    /// Refuses a code that is not known or was revoked; one that ended otherwise was good once.
    func requireKnownCode(_ secret: String) throws {
        do {
            _ = try usableCode(secret, at: .distantPast)
        } catch let error as ServiceError where error.code == .codeUsedUp {
            return
        }
    }
}
