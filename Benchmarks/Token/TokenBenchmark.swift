import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseSimulatorIO
import GatehouseStorage
import Logging

/// `token`: how long it takes to find out whose an access token is, looked at before and not, on one core.
enum TokenBenchmark {
    private static let usage = "usage: gatehouse-bench token --folder DIR [--tokens N] [--rounds N]\n"
    private static let endpoints = "https://localhost:8443"

    static func run(_ arguments: [String]) async throws {
        guard let folder = PollBenchmark.option("--folder", in: arguments) else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        let count = PollBenchmark.option("--tokens", in: arguments).flatMap { Int($0) } ?? 4000
        let rounds = PollBenchmark.option("--rounds", in: arguments).flatMap { Int($0) } ?? 200_000
        let store = try await SQLStore.open(path: "\(folder)/gatehouse.sqlite")
        let tenant = Tenant(id: .random(), name: "bench", createdAt: .now)
        try await store.addTenant(tenant)
        let clock = GatehouseService.Clock { .now }
        let (sealing, cryptography) = (SealingKeys(SealingKey()), SwiftTokenCryptography())
        let clients = ClientBook(sealing: sealing, cryptography: cryptography)
        let snapshot = AccessSnapshot()
        let form = try await register(tenant, store, cryptography, clock)
        let follower = SnapshotFollower(
            store: store,
            memory: .init(
                snapshot: snapshot, policies: PolicyBook(), work: WorkBoard(), clients: clients,
                enforcementPoints: { _, _ in }), clock: clock, logger: Logger(label: "bench"))
        try await follower.load()
        let keys = SigningKeyService(
            store: store, clients: clients, sealing: sealing, cryptography: cryptography, clock: clock)
        let endpoint = TokenEndpoint(store: store, clients: clients, keys: keys, clock: clock)
        let request = try GatehouseOpenID.TokenRequest(reading: form)
        let place = ProviderEndpoints(base: endpoints, tenant: tenant.id.description)
        let tokens = AccessTokenService(clients: clients, snapshot: snapshot, store: store, clock: clock)

        var issued = [String]()
        let issuing = try await seconds {
            for _ in 0..<count { issued.append(try await endpoint.answer(request, of: tenant, at: place).accessToken) }
        }
        write("token.issue", Double(count) / issuing, "tokens/s")
        // What decisions rest on must be proven anew each few seconds.
        try await follower.load()
        let cold = try await seconds { for token in issued { _ = try await tokens.caller(presenting: token) } }
        write("token.verify.cold", cold / Double(count) * 1_000_000, "us")
        try await follower.load()
        let warm = try await seconds {
            for round in 0..<rounds { _ = try await tokens.caller(presenting: issued[round % 64 + count - 64]) }
        }
        write("token.verify.warm", warm / Double(rounds) * 1_000_000, "us")
    }

    private static func register(
        _ tenant: Tenant, _ store: SQLStore, _ cryptography: SwiftTokenCryptography, _ clock: GatehouseService.Clock
    ) async throws -> [UInt8] {
        let made = try await ClientApplicationService(store: store, cryptography: cryptography, clock: clock).register(
            .init(
                name: "bench", isConfidential: true, redirectURIs: [], permissions: ["device.read"], delegated: [],
                secretLifetime: .seconds(3600)),
            as: Caller(tenant: tenant.id, actor: "bench", role: Role.administrator.rawValue))
        let form = FormParameters([
            .init("grant_type", "client_credentials"), .init("client_id", made.application.id.description),
            .init("client_secret", made.secret ?? ""), .init("scope", "\(endpoints)/.default"),
        ])
        return Array(form.text.utf8)
    }

    private static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        let took = try await clock.measure { try await body() }
        return took / .seconds(1)
    }

    private static func write(_ name: String, _ value: Double, _ unit: String) {
        print("{\"name\": \"\(name)\", \"value\": \(value), \"unit\": \"\(unit)\"}")
    }
}
