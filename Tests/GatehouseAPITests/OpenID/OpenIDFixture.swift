import GatehouseAPI
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
import Testing

/// The provider beside the native API, which takes its tokens, asked without sockets.
struct OpenIDFixture: Sendable {
    let store: SQLStore
    let client: any TestClientProtocol
    let services: NativeAPI.Services
    let follow: @Sendable () async throws -> Void

    static let administrator = Caller(
        tenant: Tenant.test.id, actor: "test", role: "administrator", ownsServer: true)

    static func run(_ body: @Sendable (OpenIDFixture) async throws -> Void) async throws {
        try await withTemporaryStore(tenants: [.test, .other]) { store in
            let clock = GatehouseService.Clock { APIFixture.now }
            let (sealing, cryptography) = (SealingKeys(SealingKey()), SwiftTokenCryptography())
            let clients = ClientBook(sealing: sealing, cryptography: cryptography)
            let snapshot = AccessSnapshot()
            let keys = SigningKeyService(
                store: store, clients: clients, sealing: sealing, cryptography: cryptography, clock: clock)
            let provider = OpenIDProvider(
                clients: clients,
                tokens: TokenEndpoint(store: store, clients: clients, keys: keys, clock: clock), keys: keys,
                store: store, address: PublicAddress(names: ["localhost"]), clock: clock,
                logger: Logger(label: "test"))
            let accessTokens = AccessTokenService(clients: clients, snapshot: snapshot, clock: clock)
            let services = APIFixture.services(over: store)
            var table = try APIFixture.table(services)
            table.add(provider.routes)
            let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { token in
                guard AccessTokenService.isSigned(token) else {
                    return try await services.tokens.caller(presenting: token)
                }
                return try accessTokens.caller(presenting: token)
            }
            let follower = SnapshotFollower(
                store: store,
                memory: .init(
                    snapshot: snapshot, policies: PolicyBook(), work: WorkBoard(), clients: clients,
                    enforcementPoints: { _, _ in }), clock: clock, logger: Logger(label: "test"))
            try await follower.load()
            try await Application(router: router).test(.router) { client in
                try await body(
                    OpenIDFixture(store: store, client: client, services: services) { try await follower.load() })
            }
        }
    }

    /// An application with these permissions.
    func register(_ permissions: [String]) async throws -> (id: ClientApplicationID, secret: String) {
        let made = try await services.applications.register(
            .init(
                name: "inventory", isConfidential: true, redirectURIs: [], permissions: permissions, delegated: [],
                secretLifetime: .seconds(3600)), as: Self.administrator)
        return (made.application.id, try #require(made.secret))
    }

    /// Posts a form.
    func post(_ uri: String, _ fields: [(String, String)], headers: HTTPFields = [:]) async throws -> Answer {
        let form = FormParameters(fields.map { FormParameters.Field($0.0, $0.1) })
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, uri, headers, Array(form.text.utf8))
    }

    func get(_ uri: String, bearer token: String? = nil) async throws -> Answer {
        try await send(.get, uri, token.map { [.authorization: "Bearer \($0)"] } ?? [:], nil)
    }

    private func send(
        _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields, _ body: [UInt8]?
    ) async throws -> Answer {
        try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
    }
}

extension Answer {
    /// The body as JSON.
    var json: JSON { get throws { try JSON.parse(body) } }

    /// A member of the body that is text.
    func text(_ name: String) throws -> String? {
        if case .string(let text)? = try json[name] { text } else { nil }
    }
}
