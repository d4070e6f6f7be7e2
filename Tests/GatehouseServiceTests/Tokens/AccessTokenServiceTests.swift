import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

@Suite struct AccessTokenServiceTests {
    private let fixture: Fixture
    private let program: TokenProgram
    private let tokens: AccessTokenService

    init() async throws {
        fixture = try await Fixture()
        program = try await TokenProgram(fixture, permissions: ["device.read", "asset.read"])
        tokens = AccessTokenService(
            clients: fixture.clients, snapshot: fixture.snapshot, store: fixture.store, clock: fixture.clock)
    }

    private func refusal(_ token: String) async -> ServiceError.Code? {
        do {
            _ = try await tokens.caller(presenting: token)
            return nil
        } catch {
            return ServiceError(wrapping: error).code
        }
    }

    @Test func `a token may what was granted, and nothing else`() async throws {
        let caller = try await tokens.caller(presenting: try await program.token())
        #expect(caller.actor == "app:inventory")
        #expect(caller.may(Permission(.device, .read)) && caller.may(Permission(.asset, .read)))
        #expect(!caller.may(Permission(.device, .write)) && !caller.may(Permission(.tenant, .read)))
    }

    @Test func `what is revoked counts at once for tokens that are out, and what is granted only for the next`()
        async throws
    {
        let token = try await program.token()
        _ = try await tokens.caller(presenting: token)
        let admin = fixture.caller(.administrator)
        _ = try await fixture.applications.grant(
            "inventory", permissions: ["asset.read"], delegated: [], isRevocation: true, as: admin)
        _ = try await fixture.applications.grant(
            "inventory", permissions: ["audit.read"], delegated: [], isRevocation: false, as: admin)
        try await fixture.catchUp()
        let caller = try await tokens.caller(presenting: token)
        #expect(caller.may(Permission(.device, .read)))
        #expect(!caller.may(Permission(.asset, .read)) && !caller.may(Permission(.audit, .read)))
        let next = try await tokens.caller(presenting: try await program.token())
        #expect(next.may(Permission(.audit, .read)))
    }

    @Test func `a deleted, and a disabled application's tokens count no more, nor when it is enabled again`()
        async throws
    {
        let admin = fixture.caller(.administrator)
        let token = try await program.token()
        #expect(await refusal(token) == nil)
        fixture.time.advance(.seconds(2))
        for isEnabled in [false, true] {
            _ = try await fixture.applications.change(
                "inventory", name: nil, isEnabled: isEnabled, redirectURIs: nil, as: admin)
            try await fixture.catchUp()
            #expect(await refusal(token) == .unauthenticated)
        }
        let next = try await program.token()
        #expect(await refusal(next) == nil)
        try await fixture.applications.delete("inventory", as: admin)
        try await fixture.catchUp()
        #expect(await refusal(next) == .unauthenticated)
    }

    @Test func `a token ends, also one that was looked at before`() async throws {
        let token = try await program.token()
        #expect(await refusal(token) == nil)
        fixture.time.advance(.seconds(3600 + 61))
        try await fixture.catchUp()
        #expect(await refusal(token) == .unauthenticated)
    }

    @Test func `a node that does not know the newest changes takes no token`() async throws {
        let token = try await program.token()
        fixture.time.advance(.seconds(60))
        #expect(await refusal(token) == .unavailable)
    }

    @Test func `a token with another byte, another algorithm or a key of its own is refused`() async throws {
        let token = try await program.token()
        let parts = token.split(separator: ".").map(String.init)
        let signature = parts[2].first == "A" ? "B\(parts[2].dropFirst())" : "A\(parts[2].dropFirst())"
        #expect(await refusal("\(parts[0]).\(parts[1]).\(signature)") == .unauthenticated)
        for header in [
            #"{"alg":"none","typ":"at+jwt","kid":"x"}"#, #"{"alg":"HS256","typ":"at+jwt","kid":"x"}"#,
            #"{"alg":"ES256","typ":"at+jwt","kid":"x","jwk":{"kty":"EC"}}"#,
            #"{"alg":"ES256","typ":"at+jwt","kid":"x","jku":"https://evil.example/keys"}"#,
        ] {
            let forged = Base64.encodeURL(Array(header.utf8))
            #expect(await refusal("\(forged).\(parts[1]).\(parts[2])") == .unauthenticated)
        }
    }

    @Test func `an ID token, and what the ID tokens' key signed, are no access tokens`() async throws {
        let now = fixture.time.now
        let made = try SwiftTokenCryptography().makeKey(for: .accessToken)
        #expect(made.privateKey.count == 32)
        let token = try CompactJWS(try await program.token())
        let claims = try ClaimsSet(reading: token.payload)
        let ring = try await fixture.store.read(fixture.tenant.id) { try $0.signingKeys() }
        for key in ring {
            let purpose = "signingKey/\(fixture.tenant.id)/\(key.id)"
            let opened = try #require(fixture.sealing.open(key.sealed, for: purpose))
            let signer = try SwiftTokenCryptography().signer(for: key.use, id: key.id, privateKey: opened)
            let type = key.use == .accessToken ? "JWT" : "at+jwt"
            let forged = try CompactJWS.signed(claims, type: type, by: signer)
            #expect(await refusal(forged) == .unauthenticated)
        }
        #expect(now == fixture.time.now)
    }

    @Test func `a key of one tenant signs for no other`() async throws {
        let other = Tenant(id: .random(), name: "other", createdAt: fixture.time.now)
        try await fixture.store.addTenant(other)
        try await fixture.catchUp()
        try await fixture.signingKeys.ensure(other.id)
        let claims = try ClaimsSet(reading: CompactJWS(try await program.token()).payload)
        let keys = try await fixture.store.read(other.id) { try $0.signingKeys() }
        let key = try #require(keys.first { $0.use == .accessToken })
        let opened = try #require(fixture.sealing.open(key.sealed, for: "signingKey/\(other.id)/\(key.id)"))
        let signer = try SwiftTokenCryptography().signer(for: .accessToken, id: key.id, privateKey: opened)
        let forged = try CompactJWS.signed(claims, type: "at+jwt", by: signer)
        #expect(await refusal(forged) == .unauthenticated)
    }
}
