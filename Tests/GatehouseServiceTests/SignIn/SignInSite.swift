import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport

/// A server with the person `ada`, as sign-in sees it.
struct SignInSite {
    let fixture: Fixture
    let keys = SealingKeys(SealingKey())
    let sessions: SessionService
    let signIn: SignInService
    let info: SecurityInfoService
    let setUp: SetUpService
    let passes: AccessPassService
    let ada: User

    var tenant: Tenant { fixture.tenant }
    var store: any Store { fixture.store }

    init(breached: Set<String> = []) async throws {
        fixture = try await Fixture()
        let (store, clock) = (fixture.store, fixture.clock)
        sessions = SessionService(store: store, clock: clock)
        let settings = SignInSettings(
            origin: PublicOrigin("https://localhost:8443"), cryptography: WebAuthnCryptography(),
            trust: {
                var unreadable = 0
                return AttestationRoots(files: [], at: .start, unreadable: &unreadable)
            }, isBreached: { breached.contains($0) })
        signIn = SignInService(
            store: store, sessions: sessions, keys: keys, settings: settings, clock: clock,
            passwordCost: .init(logN: 10))
        info = SecurityInfoService(store: store, signIn: signIn)
        setUp = SetUpService(store: store, signIn: signIn)
        passes = AccessPassService(store: store, clock: clock)
        let person = User(
            id: .numbered(1), userName: "ada@example.org", displayName: "Ada", createdAt: fixture.time.now)
        ada = person
        try await store.write(fixture.tenant.id) { try $0.save(person) }
    }

    static func administrator(_ tenant: TenantID) -> Caller {
        Caller(tenant: tenant, actor: "test", role: Role.administrator.rawValue)
    }

    /// A browser that was not here before.
    func request(_ browser: String = "browser", from address: String = "192.0.2.7") -> SignInRequest {
        SignInRequest(address: address, userAgent: "test", browser: BrowserMark(id: browser))
    }

    /// Gives ada a passkey by way of an access pass.
    func registered(counter: UInt32 = 0) async throws -> (authenticator: SoftwareAuthenticator, signedIn: SignedIn) {
        let pass = try await passes.create(
            tenant.id, for: ada.userName, lifetime: .seconds(3600), isOneTime: true,
            as: Self.administrator(tenant.id))
        let signedIn = try await signIn.signIn(tenant, userName: ada.userName, accessPass: pass.secret, request())
        var authenticator = SoftwareAuthenticator(counter: counter)
        let offer = try await info.offerPasskey(tenant, signedIn.session, ada, signedIn.browser)
        _ = try await info.addPasskey(
            tenant, signedIn.session, ada, signedIn.browser, state: offer.state,
            answer: authenticator.register(offer.options), name: "laptop")
        return (authenticator, signedIn)
    }

    /// Signs in with the passkey, after `change` of what the authenticator does.
    @discardableResult func signIn(
        _ authenticator: inout SoftwareAuthenticator, _ request: SignInRequest? = nil
    ) async throws -> SignedIn {
        let request = request ?? self.request()
        let offer = try signIn.offer(tenant, request.browser)
        return try await signIn.signIn(
            tenant, state: offer.state, answer: authenticator.sign(offer.options), request)
    }

    /// Gives ada a password with an authenticator application; answers its key and recovery codes.
    func withPassword(_ password: String) async throws -> (key: [UInt8], codes: [String]) {
        let (_, signedIn) = try await registered()
        let offer = try info.offerPassword(tenant, signedIn.session, ada, signedIn.browser)
        let key = Self.key(of: offer.key)
        let codes = try await info.setPassword(
            tenant, signedIn.session, ada, signedIn.browser, state: offer.state, password: password,
            code: TimeCode.code(key, step: step))
        return (key, codes)
    }

    /// The step of time that the clock is in.
    var step: Int64 { TimeCode.step(atSecond: fixture.time.now.milliseconds / 1000) }

    /// Reads base 32.
    static func key(of text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var bytes = [UInt8]()
        var (buffer, bits) = (0, 0)
        for character in text {
            buffer = (buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}
