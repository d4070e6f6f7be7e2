import GatehouseAuthority
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseSignIn
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import Testing

/// The provider beside two routes that take its tokens, asked without sockets.
struct OpenIDFixture: Sendable {
    static let now = Instant(seconds: 1_795_251_600)
    static let administrator = Caller(
        tenant: Tenant.test.id, actor: "test", role: "administrator", ownsServer: true)

    let store: SQLStore
    let client: any TestClientProtocol
    let applications: ClientApplicationService
    let people: FakePeople
    let follow: @Sendable () async throws -> Void

    static func run(_ body: @Sendable (OpenIDFixture) async throws -> Void) async throws {
        try await withTemporaryStore(tenants: [.test, .other]) { store in
            let clock = GatehouseService.Clock { now }
            let (sealing, cryptography) = (SealingKeys(SealingKey()), SwiftTokenCryptography())
            let clients = ClientBook(sealing: sealing, cryptography: cryptography)
            let (snapshot, people) = (AccessSnapshot(), FakePeople())
            let keys = SigningKeyService(
                store: store, clients: clients, sealing: sealing, cryptography: cryptography, clock: clock)
            let accessTokens = AccessTokenService(
                clients: clients, snapshot: snapshot, store: store, people: people, clock: clock)
            let provider = OpenIDProvider(
                clients: clients,
                tokens: TokenEndpoint(store: store, clients: clients, keys: keys, people: people, clock: clock),
                keys: keys, store: store, address: PublicAddress(names: ["localhost"]),
                people: .init(
                    authorization: AuthorizationEndpoint(
                        store: store, clients: clients, people: people, clock: clock),
                    devices: DeviceEndpoint(store: store, clients: clients, people: people, clock: clock),
                    accessTokens: accessTokens,
                    logout: LogoutEndpoint(
                        store: store, clients: clients, sessions: SessionService(store: store, clock: clock),
                        clock: clock), seal: PageSeal(keys: sealing),
                    device: { call, _ in call.header("test-device").flatMap(DeviceID.init) }),
                clock: clock, logger: Logger(label: "test"))
            var table = RouteTable()
            table.add(provider.routes)
            table.add([
                .read("/devices", Permission(.device, .read), "devices") { _ in ClientSecretItem.example },
                .read("/audit", Permission(.audit, .read), "the log") { _ in ClientSecretItem.example },
            ])
            let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { token, certificate in
                try await accessTokens.caller(presenting: token, certificate: certificate)
            }
            let follower = SnapshotFollower(
                store: store,
                memory: .init(
                    snapshot: snapshot, policies: PolicyBook(), work: WorkBoard(), clients: clients,
                    enforcementPoints: { _, _ in }), clock: clock, logger: Logger(label: "test"))
            try await follower.load()
            let applications = ClientApplicationService(store: store, cryptography: cryptography, clock: clock)
            try await Application(router: router).test(.router) { client in
                try await body(
                    OpenIDFixture(store: store, client: client, applications: applications, people: people) {
                        try await follower.load()
                    })
            }
        }
    }

    /// An application with these permissions.
    func register(_ permissions: [String]) async throws -> (id: ClientApplicationID, secret: String) {
        let made = try await applications.register(
            .init(
                name: "inventory", isConfidential: true, redirectURIs: [], permissions: permissions, delegated: [],
                secretLifetime: .seconds(3600)), as: Self.administrator)
        return (made.application.id, try #require(made.secret))
    }

    /// Posts a form.
    func post(_ uri: String, _ fields: [(String, String)], headers: HTTPFields = [:]) async throws -> ProviderAnswer {
        let form = FormParameters(fields.map { FormParameters.Field($0.0, $0.1) })
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, uri, headers, Array(form.text.utf8))
    }

    func get(
        _ uri: String, bearer token: String? = nil, cookie: String? = nil, headers: HTTPFields = [:]
    ) async throws -> ProviderAnswer {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        headers[.cookie] = cookie
        return try await send(.get, uri, headers, nil)
    }

    private func send(
        _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields, _ body: [UInt8]?
    ) async throws -> ProviderAnswer {
        try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            ProviderAnswer(
                status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
    }
}

/// What came back.
struct ProviderAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var page: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    var json: JSON { get throws { try JSON.parse(body) } }

    /// A member of the body that is text.
    func text(_ name: String) throws -> String? {
        if case .string(let text)? = try json[name] { text } else { nil }
    }
}

/// Ada, where the cookie is `ada`; where it is `bound`, on her device alone.
final class FakePeople: SignedInPersons {
    let user: User
    let session: SignInSession
    private let isGone = Mutex(false)

    /// Every sign-in of hers is taken back.
    func leave() { isGone.withLock { $0 = true } }

    init() {
        var user = User(id: .random(), userName: "ada", displayName: "Ada", createdAt: OpenIDFixture.now)
        user.roles = ["reader"]
        self.user = user
        session = SignInSession(
            id: .random(), user: user.id, device: nil, methods: [.passkey], now: OpenIDFixture.now,
            lifetime: .seconds(3600), address: "", userAgent: "")
    }

    func session(
        presenting cookie: String, device: DeviceID?, _ tenant: TenantID
    ) async throws -> (session: SignInSession, user: User)? {
        guard cookie != "bound" else {
            var bound = session
            bound.device = .numbered(7)
            return device == bound.device ? (bound, user) : nil
        }
        return cookie == "ada" ? (session, user) : nil
    }

    func person(
        _ user: UserID, session: SessionID, signedInAt time: Instant, _ tenant: TenantID
    ) async throws -> User? {
        user == self.user.id && !isGone.withLock(\.self) ? self.user : nil
    }
}
