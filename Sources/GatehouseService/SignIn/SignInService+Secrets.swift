import GatehouseKeys
import GatehouseModel

extension SignInService {
    /// Signs in by name, password and the code of an authenticator application, or a recovery code in its place.
    ///
    /// All three are asked for at once, so that nobody learns which of them was wrong.
    public func signIn(
        _ tenant: Tenant, userName: String, password: String, code: String, _ request: SignInRequest
    ) async throws -> SignedIn {
        guard userName.utf8.count <= 320, password.utf8.count <= PasswordRules.longest else { throw Self.wrong }
        let now = clock.now
        let (user, credential) = try await store.write(tenant.id) { work in
            let user = try work.user(named: userName)
            try AttemptLimits(name: userName, user: user?.id, request).count(in: work, at: now)
            return (user, try user.flatMap { try work.password(of: $0.id) })
        }
        let isRight = try await passwords.matches(password, credential?.hash)
        guard isRight, let user, user.isEnabled, let credential else { throw Self.wrong }
        let step = step(of: code, credential, tenant.id, at: now)
        let recovery = Secret.hash(RecoveryCodes.normalised(code))
        return try await store.write(tenant.id) { [sessions] work in
            // Whoever has changed the password meanwhile has signed this one out.
            guard try work.password(of: user.id)?.hash == credential.hash else { throw Self.wrong }
            let methods: [AuthenticationMethod]
            if let step, try work.takeStep(step, of: user.id) {
                methods = [.password, .totp]
            } else if try work.takeRecoveryCode(withHash: recovery, of: user.id) {
                methods = [.password, .recoveryCode]
            } else {
                throw Self.wrong
            }
            try AttemptLimits(name: userName, user: user.id, request).forget(in: work)
            return try sessions.begin(request, user, methods, in: work, at: now)
        }
    }

    /// Signs in by a temporary access pass that an administrator made for the person of this name.
    public func signIn(
        _ tenant: Tenant, userName: String, accessPass: String, _ request: SignInRequest
    ) async throws -> SignedIn {
        guard userName.utf8.count <= 320 else { throw Self.wrongPass }
        let now = clock.now
        let hash = Secret.hash(RecoveryCodes.normalised(accessPass))
        // Counted in a unit of its own: one that fails counts nothing.
        let user = try await store.write(tenant.id) { work in
            let user = try work.user(named: userName)
            try AttemptLimits(name: userName, user: user?.id, request).count(in: work, at: now)
            return user
        }
        return try await store.write(tenant.id) { [sessions] work in
            guard let user, user.isEnabled, let pass = try work.accessPass(withHash: hash), pass.user == user.id,
                try work.takeAccessPass(pass.id, at: now)
            else { throw Self.wrongPass }
            try AttemptLimits(name: userName, user: user.id, request).forget(in: work)
            try work.audit(
                AuditEntry(
                    at: now, actor: "user:\(user.userName)", action: "accessPass.use", target: "accessPass/\(pass.id)"))
            return try sessions.begin(request, user, [.temporaryAccessPass], in: work, at: now)
        }
    }

    /// The step of time of a right code; `nil` for a wrong one, and when the key cannot be opened.
    private func step(
        of code: String, _ credential: PasswordCredential, _ tenant: TenantID, at now: Instant
    ) -> Int64? {
        let purpose = SealingPurpose.timeCode(of: credential.user, tenant)
        guard let key = keys.open(credential.sealedKey, for: purpose) else { return nil }
        return TimeCode.step(of: code.filter { $0 != " " }, key, atSecond: now.milliseconds / 1000)
    }

    static let wrong = ServiceError(
        .unauthenticated, "the name, the password or the code is wrong",
        hint: "a code is good once: wait for the next one")
    static let wrongPass = ServiceError(
        .unauthenticated, "the name or the temporary access pass is wrong, or the pass has ended",
        hint: "ask an administrator for a new one")
}
