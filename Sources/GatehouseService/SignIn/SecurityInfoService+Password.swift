import GatehouseKeys
public import GatehouseModel

extension SecurityInfoService {
    /// A key for an authenticator application, before it is kept.
    public struct TimeCodeOffer: Hashable, Sendable {
        /// To be brought back with the first code.
        public var state: String
        /// The key in base 32, to be typed.
        public var key: String
        /// The same as a link that applications open.
        public var link: String
    }

    /// A fresh key for the person's authenticator application; nothing is kept until a first code proves it.
    ///
    /// An offer of before that is still good, by its `state`, is made again, so that who mistyped keeps their key.
    public func offerPassword(
        _ tenant: Tenant, _ session: SignInSession, _ user: User, _ browser: BrowserMark, again state: String? = nil
    ) throws -> TimeCodeOffer {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        if let state, let former = try? offered(state, tenant.id, user, browser, at: now) {
            return try offer(former, tenant, user)
        }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<20).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let state = KeyState(
            key: key, user: user.id.description, browser: browser.id,
            expires: (now + PageSeal.patience).milliseconds)
        return try offer(state, tenant, user)
    }

    private func offer(_ state: KeyState, _ tenant: Tenant, _ user: User) throws -> TimeCodeOffer {
        let text = TimeCode.text(ofKey: state.key)
        let label = Self.escaped("\(tenant.name):\(user.userName)")
        return TimeCodeOffer(
            state: try signIn.seal.seal(state, Self.purpose(tenant.id)), key: text,
            link: "otpauth://totp/\(label)?secret=\(text)&issuer=\(Self.escaped(tenant.name))")
    }

    /// Sets password and authenticator application together, once the application's first code is right.
    ///
    /// Answers fresh recovery codes, which are shown once; every other session of the person ends.
    public func setPassword(
        _ tenant: Tenant, _ session: SignInSession, _ user: User, _ browser: BrowserMark, state: String,
        password: String, code: String
    ) async throws -> [String] {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        let offered = try offered(state, tenant.id, user, browser, at: now)
        try PasswordRules.require(password, of: user.userName, signIn.desk.settings)
        let digits = code.filter { $0 != " " }
        guard let step = TimeCode.step(of: digits, offered.key, atSecond: now.milliseconds / 1000) else {
            throw ServiceError(
                .invalid, "the code is wrong", hint: "is the clock of your telephone right? wait for the next code")
        }
        let hash = try await signIn.passwords.make(password)
        guard let sealed = signIn.keys.seal(offered.key, for: SealingPurpose.timeCode(of: user.id, tenant.id)) else {
            throw ServiceError(.failed, "the key cannot be sealed")
        }
        let codes = (0..<RecoveryCodes.count).map { _ in RecoveryCodes.fresh() }
        try await store.write(tenant.id) { work in
            try work.save(
                PasswordCredential(
                    user: user.id, hash: hash, sealedKey: sealed, lastStep: step, createdAt: now))
            try work.replaceRecoveryCodes(of: user.id, withHashes: codes.map(Secret.hash), at: now)
            try work.revokeSessions(of: user.id, except: session.id, at: now)
            try work.audit(Self.entry(user, "password.set", "user/\(user.id)", at: now))
        }
        return codes
    }

    /// Forgets password, application and recovery codes; refuses the last thing that the person can sign in with.
    public func removePassword(_ tenant: TenantID, _ session: SignInSession, _ user: User) async throws {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        try await store.write(tenant) { work in
            guard try work.passkeys(of: user.id).contains(where: { $0.suspectedAt == nil }) else {
                throw ServiceError(
                    .conflict, "this is the last thing that you can sign in with", hint: "add a passkey first")
            }
            guard try work.deletePassword(of: user.id) else {
                throw ServiceError(.notFound, "there is no password")
            }
            try work.replaceRecoveryCodes(of: user.id, withHashes: [], at: now)
            try work.audit(Self.entry(user, "password.remove", "user/\(user.id)", at: now))
        }
    }

    /// Fresh recovery codes, shown once; the older ones are good no more.
    public func renewRecoveryCodes(
        _ tenant: TenantID, _ session: SignInSession, _ user: User
    ) async throws -> [String] {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        let codes = (0..<RecoveryCodes.count).map { _ in RecoveryCodes.fresh() }
        try await store.write(tenant) { work in
            guard try work.password(of: user.id) != nil else {
                throw ServiceError(.conflict, "recovery codes stand in for an authenticator application's")
            }
            try work.replaceRecoveryCodes(of: user.id, withHashes: codes.map(Secret.hash), at: now)
            try work.audit(Self.entry(user, "recoveryCodes.renew", "user/\(user.id)", at: now))
        }
        return codes
    }

    private func offered(
        _ state: String, _ tenant: TenantID, _ user: User, _ browser: BrowserMark, at now: Instant
    ) throws -> KeyState {
        let offered: KeyState? = signIn.seal.open(state, Self.purpose(tenant))
        guard let offered, offered.user == user.id.description, offered.browser == browser.id,
            now.milliseconds < offered.expires
        else { throw CeremonyDesk.tooOld }
        return offered
    }

    private struct KeyState: Codable {
        var key: [UInt8]
        var user: String
        var browser: String
        var expires: Int64
    }

    private static func purpose(_ tenant: TenantID) -> String { "sign-in/time-code/\(tenant)" }

    /// For a URL, byte by byte: letters, digits and `-._~` stay (RFC 3986 §2.3).
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
