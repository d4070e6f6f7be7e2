import Crypto
import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseSimulatorIO
import GatehouseStorage
import GatehouseWebAuthn
import GatehouseWire

/// `signin`: how many people sign in with a passkey in a second, each with a challenge, a verified signature and a session
/// that is durable; and how many requests show whose session they are of.
enum SignInBenchmark {
    private static let usage = "usage: gatehouse-bench signin --folder DIR [--count N] [--at-once N]\n"
    private static let host = "login.example.org"

    static func run(_ arguments: [String]) async throws {
        guard let folder = PollBenchmark.option("--folder", in: arguments) else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        let count = PollBenchmark.option("--count", in: arguments).flatMap { Int($0) } ?? 5000
        let atOnce = PollBenchmark.option("--at-once", in: arguments).flatMap { Int($0) } ?? 64
        let store = try await SQLStore.open(path: "\(folder)/gatehouse.sqlite")
        let tenant = Tenant(id: .random(), name: "bench", createdAt: .now, ownsServer: true)
        try await store.addTenant(tenant)
        let clock = GatehouseService.Clock { .now }
        let sessions = SessionService(store: store, clock: clock)
        let signIn = service(store, sessions, clock)
        let key = P256.Signing.PrivateKey()
        let user = User(id: .random(), userName: "ada", displayName: "Ada", createdAt: .now)
        let passkey = try passkey(key, of: user.id)
        try await store.write(tenant.id) { work in
            try work.save(user)
            try work.insert(passkey)
        }
        let browser = BrowserMark(id: "bench")
        let requests = try (0..<count).map { _ in
            let offer = try signIn.offer(tenant, browser)
            return (offer.state, try answer(offer.options, passkey, key))
        }
        let request = SignInRequest(address: "192.0.2.1", userAgent: "bench", browser: browser)
        let (began, burnt) = (ContinuousClock.now, processorSeconds())
        let cookies = try await each(of: requests, atOnce) { state, answer in
            try await signIn.signIn(tenant, state: state, answer: answer, request).cookie.text
        }
        report("signin.passkey", Double(count), since: began, burnt)
        let (beganAsking, burntAsking) = (ContinuousClock.now, processorSeconds())
        _ = try await each(of: cookies, atOnce) { cookie in
            try await sessions.session(presenting: cookie, tenant.id, device: nil) != nil ? "" : "nobody"
        }
        report("signin.session", Double(count), since: beganAsking, burntAsking)
        try await store.close()
    }

    private static func service(
        _ store: SQLStore, _ sessions: SessionService, _ clock: GatehouseService.Clock
    ) -> SignInService {
        let settings = SignInSettings(
            origin: PublicOrigin("https://\(host)"), cryptography: WebAuthnCryptography(),
            trust: {
                var unreadable = 0
                return AttestationRoots(files: [], at: .now, unreadable: &unreadable)
            })
        return SignInService(
            store: store, sessions: sessions, keys: SealingKeys(SealingKey()), settings: settings, clock: clock)
    }

    /// Runs `body` over everything, so many at a time.
    private static func each<Element: Sendable>(
        of elements: [Element], _ atOnce: Int, _ body: @escaping @Sendable (Element) async throws -> String
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for first in 0..<atOnce {
                group.addTask {
                    var results = [String]()
                    for index in stride(from: first, to: elements.count, by: atOnce) {
                        results.append(try await body(elements[index]))
                    }
                    return results
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func passkey(_ key: P256.Signing.PrivateKey, of user: UserID) throws -> Passkey {
        let point = Array(key.publicKey.rawRepresentation)
        guard let model = AAGUID(bytes: Array(repeating: 0, count: 16)) else { throw CancellationError() }
        let record = try CredentialRecord(
            id: CredentialID(Array(repeating: 7, count: 32)), userHandle: UserHandle([1]),
            publicKey: COSEKey(.p256(x: Array(point.prefix(32)), y: Array(point.suffix(32)))), counter: 0,
            isBackupEligible: false, isBackedUp: false, wasUserVerified: true, transports: [],
            aaguid: model)
        return Passkey(
            id: .random(), user: user, record: record, name: "bench", attestation: "none", isModelProved: false,
            createdAt: .now)
    }

    private static func answer(
        _ options: [UInt8], _ passkey: Passkey, _ key: P256.Signing.PrivateKey
    ) throws -> [UInt8] {
        let clientData = JSON.object([
            JSON.Member("type", .string("webauthn.get")),
            JSON.Member("challenge", try JSON.parse(options)["challenge"] ?? .null),
            JSON.Member("origin", .string("https://\(host)")),
        ]).serialised()
        let data = Array(SHA256.hash(data: Array(host.utf8))) + [0x05, 0, 0, 0, 0]
        let signature = try key.signature(for: data + SHA256.hash(data: clientData)).derRepresentation
        let members = [
            ("clientDataJSON", clientData), ("authenticatorData", data), ("signature", Array(signature)),
            ("userHandle", passkey.record.userHandle.bytes),
        ]
        let id = JSON.string(Base64.encodeURL(passkey.record.id.bytes))
        return JSON.object([
            JSON.Member("id", id), JSON.Member("rawId", id), JSON.Member("type", .string("public-key")),
            JSON.Member("response", .object(members.map { JSON.Member($0.0, .string(Base64.encodeURL($0.1))) })),
            JSON.Member("clientExtensionResults", .object([])),
        ]).serialised()
    }

    private static func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    private static func report(_ name: String, _ count: Double, since began: ContinuousClock.Instant, _ burnt: Double) {
        let took = (ContinuousClock.now - began) / .seconds(1)
        let cores = (processorSeconds() - burnt) / took
        for (suffix, value, unit) in [
            ("", count / took, "/s"), (".per_core", count / took / max(cores, 0.01), "/s per core"),
        ] {
            print(
                "{\"name\": \"\(name)\(suffix)\", \"value\": \(String(format: "%.1f", value)), \"unit\": \"\(unit)\"}")
        }
        fflush(nil)
    }
}
