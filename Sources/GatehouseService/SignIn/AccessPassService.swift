import GatehouseKeys
public import GatehouseModel

/// Temporary access passes: an administrator gives one to a person who has nothing to sign in with yet, or no more.
public struct AccessPassService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when passes end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// A pass for the person of this id or name, shown once; the person's older passes end.
    ///
    /// Who has it is that person: refuses whoever may less than them.
    public func create(
        _ tenant: TenantID, for user: String, lifetime: Duration, isOneTime: Bool, as caller: Caller
    ) async throws -> (pass: AccessPass, user: User, secret: String) {
        guard lifetime >= .seconds(600), lifetime <= .seconds(7 * 86_400) else {
            throw ServiceError(.invalid, "the lifetime `\(lifetime.text)` is not between 10m and 7d")
        }
        let now = clock.now
        let secret = RecoveryCodes.fresh()
        let hash = Secret.hash(secret)
        let id = AccessPassID.random()
        let (pass, person) = try await store.write(tenant) { work in
            let person = try work.person(user)
            try caller.requireRank(over: person)
            guard person.isEnabled else { throw ServiceError(.conflict, "the user `\(person.userName)` is disabled") }
            for former in try work.accessPasses(of: person.id) { try work.deleteAccessPass(former.id) }
            let pass = AccessPass(
                id: id, user: person.id, hash: hash, isOneTime: isOneTime, createdAt: now, createdBy: caller.actor,
                expiresAt: now + lifetime)
            try work.save(pass)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "accessPass.create", target: "accessPass/\(id)",
                    detail: "for the user \(person.userName)"))
            return (pass, person)
        }
        return (pass, person, secret)
    }

    /// Ends every pass of the person; answers how many there were.
    @discardableResult public func revoke(_ tenant: TenantID, of user: String, actor: String) async throws -> Int {
        let now = clock.now
        return try await store.write(tenant) { work in
            let person = try work.person(user)
            let passes = try work.accessPasses(of: person.id)
            for pass in passes { try work.deleteAccessPass(pass.id) }
            if !passes.isEmpty {
                try work.audit(
                    AuditEntry(
                        at: now, actor: actor, action: "accessPass.revoke", target: "user/\(person.id)"))
            }
            return passes.count
        }
    }
}

extension StoreReading {
    /// The person of this id or name; 404 when there is none.
    func person(_ text: String) throws -> User {
        let found = try UserID(text).flatMap { try user($0) } ?? user(named: text)
        guard let found else { throw ServiceError(.notFound, "there is no user `\(text)`") }
        return found
    }
}
