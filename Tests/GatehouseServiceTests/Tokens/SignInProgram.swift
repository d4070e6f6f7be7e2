import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Synchronization
import Testing

/// People as a test signs them in and out.
final class PeopleSignedIn: SignedInPersons {
    private let state = Mutex<(sessions: [String: SignInSession], users: [UserID: User])>(([:], [:]))

    /// Signs the person in at `now`, under the cookie.
    func signIn(_ user: User, cookie: String, on device: DeviceID? = nil, at now: Instant) {
        state.withLock { state in
            state.users[user.id] = user
            state.sessions[cookie] = SignInSession(
                id: .random(), user: user.id, device: device, methods: [.passkey], now: now, lifetime: .seconds(86_400),
                address: "", userAgent: "")
        }
    }

    func change(_ user: UserID, _ body: (inout User) -> Void) {
        state.withLock { state in
            if var changed = state.users[user] {
                body(&changed)
                state.users[user] = changed
            }
        }
    }

    func session(
        presenting cookie: String, device: DeviceID?, _ tenant: TenantID
    ) async throws -> (session: SignInSession, user: User)? {
        state.withLock { state in
            state.sessions[cookie].flatMap { session in state.users[session.user].map { (session, $0) } }
        }
    }

    func person(
        _ user: UserID, session: SessionID, signedInAt time: Instant, _ tenant: TenantID
    ) async throws -> User? {
        state.withLock { $0.users[user].flatMap { $0.isEnabled && $0.sessionsValidFrom <= time ? $0 : nil } }
    }
}

/// An application on a laptop, and the person in front of it.
struct SignInProgram {
    static let address = "http://127.0.0.1:53682/callback"
    static let verifier = String(repeating: "v", count: 43)
    static let cookie = "cookie"

    let fixture: Fixture
    let client: ClientApplication
    let people = PeopleSignedIn()
    /// `people`, unless a test has sessions of its own.
    let persons: any SignedInPersons
    let user: User

    init(
        _ fixture: Fixture, delegated: [String] = ["device.read", "audit.read"],
        persons: (any SignedInPersons)? = nil
    ) async throws {
        self.fixture = fixture
        self.persons = persons ?? people
        client = try await fixture.applications.register(
            .init(
                name: "laptop", isConfidential: false, redirectURIs: ["http://127.0.0.1/callback"], permissions: [],
                delegated: delegated, secretLifetime: nil), as: fixture.caller(.administrator)
        ).application
        var user = User(id: .random(), userName: "ada", displayName: "Ada", createdAt: fixture.time.now)
        user.roles = ["reader"]
        self.user = user
        try await fixture.catchUp()
    }

    var endpoints: ProviderEndpoints {
        ProviderEndpoints(base: TokenProgram.endpointBase, tenant: fixture.tenant.id.description)
    }
    var authorization: AuthorizationEndpoint {
        AuthorizationEndpoint(
            store: fixture.store, clients: fixture.clients, people: persons, clock: fixture.clock)
    }
    var tokenEndpoint: TokenEndpoint {
        TokenEndpoint(
            store: fixture.store, clients: fixture.clients, keys: fixture.signingKeys, people: persons,
            clock: fixture.clock)
    }
    var accessTokens: AccessTokenService {
        AccessTokenService(
            clients: fixture.clients, snapshot: fixture.snapshot, store: fixture.store, people: persons,
            clock: fixture.clock)
    }

    func signIn() { people.signIn(user, cookie: Self.cookie, at: fixture.time.now) }

    /// The request with these fields in place of, or beside, the usual ones; an empty one is left out.
    func request(_ changed: [String: String] = [:]) throws -> [UInt8] {
        let challenge = try #require(try CodeVerifier(Self.verifier).challenge(hash: Secret.sha256)).text
        var fields = [
            "client_id": client.id.description, "response_type": "code", "redirect_uri": Self.address,
            "scope": "openid profile offline_access device.read", "state": "s", "nonce": "n",
            "code_challenge": challenge, "code_challenge_method": "S256",
        ]
        fields.merge(changed) { $1 }
        let form = FormParameters(
            fields.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map {
                FormParameters.Field($0.key, $0.value)
            })
        return Array(form.text.utf8)
    }

    func ask(_ changed: [String: String] = [:], cookie: String? = SignInProgram.cookie) async throws
        -> AuthorizationEndpoint.Answer
    {
        try await authorization.answer(request(changed), from: .init(cookie: cookie), of: fixture.tenant, at: endpoints)
    }

    /// The parameters that go back to the client.
    func parameters(_ answer: AuthorizationEndpoint.Answer) throws -> FormParameters {
        guard case .client(let answer) = answer else { throw Unexpected(answer: "\(answer)") }
        return answer.parameters
    }

    func code(_ changed: [String: String] = [:], cookie: String = SignInProgram.cookie) async throws -> String {
        try #require(try parameters(try await ask(changed, cookie: cookie))["code"])
    }

    func exchange(_ fields: [String: String], certificate: [UInt8]? = nil) async throws -> TokenAnswer {
        var all = ["client_id": client.id.description]
        all.merge(fields) { $1 }
        let form = FormParameters(all.sorted { $0.key < $1.key }.map { FormParameters.Field($0.key, $0.value) })
        return try await tokenEndpoint.answer(
            GatehouseOpenID.TokenRequest(reading: Array(form.text.utf8)), of: fixture.tenant, at: endpoints,
            certificate: certificate)
    }

    func redeem(
        _ code: String, _ changed: [String: String] = [:], certificate: [UInt8]? = nil
    ) async throws -> TokenAnswer {
        var fields = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.address,
            "code_verifier": Self.verifier,
        ]
        fields.merge(changed) { $1 }
        return try await exchange(fields, certificate: certificate)
    }

    func refresh(_ token: String, certificate: [UInt8]? = nil) async throws -> TokenAnswer {
        try await exchange(["grant_type": "refresh_token", "refresh_token": token], certificate: certificate)
    }

    /// The code of the refusal that `body` throws.
    func refusal(_ body: () async throws -> Void) async -> OpenIDError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? OpenIDError)?.code
        }
    }

    struct Unexpected: Error { var answer: String }
}
