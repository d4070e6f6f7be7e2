import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import Testing

@Suite struct AuthorizationCodeTests {
    private func code() throws -> AuthorizationCode {
        AuthorizationCode(
            clientID: try Samples.clientID(), redirectURI: Samples.redirect,
            challenge: try #require(CodeVerifier(Samples.verifier).challenge(hash: ReferenceSHA256.hash)),
            expires: Samples.now + .seconds(60))
    }

    private func client(_ id: String = Samples.client) throws -> AuthenticatedClient {
        var application = try Samples.application(isConfidential: false)
        application.clientID = try Samples.clientID(id)
        return try ClientAuthenticator(audiences: []).authenticate(
            .none(application.clientID), as: application, at: Samples.now, hash: ReferenceSHA256.hash,
            verifier: HashSignatures(Samples.key()))
    }

    private func redeem(
        _ code: inout AuthorizationCode, redirect: String = Samples.redirect, verifier: String = Samples.verifier,
        client: String = Samples.client, at now: Instant = Samples.now
    ) throws -> AuthorizationCode.Outcome {
        code.redeem(
            redirectURI: redirect, verifier: try CodeVerifier(verifier), by: try self.client(client), at: now,
            hash: ReferenceSHA256.hash)
    }

    @Test func `a code is worth tokens once, and the second time takes them back`() throws {
        var code = try code()
        #expect(try redeem(&code) == .granted)
        guard case .revoke(let error) = try redeem(&code) else {
            Issue.record("counted twice")
            return
        }
        #expect(error.code == .codeReused)
        #expect(error.oauth == .invalidGrant)
    }

    @Test func `a code shown with anything wrong is worth nothing from then on`() throws {
        func refused(_ outcome: AuthorizationCode.Outcome) -> OpenIDError.Code? {
            if case .refused(let error) = outcome { error.code } else { nil }
        }
        var code = try code()
        #expect(refused(try redeem(&code, redirect: Samples.redirect + "/")) == .codeRedirectWrong)
        #expect(code.isSpent)
        code = try self.code()
        #expect(refused(try redeem(&code, verifier: String(Samples.verifier.reversed()))) == .verifierWrong)
        #expect(code.isSpent)
        code = try self.code()
        #expect(refused(try redeem(&code, client: "other")) == .codeClientWrong)
        #expect(code.isSpent)
        code = try self.code()
        #expect(refused(try redeem(&code, at: Samples.now + .seconds(60))) == .codeExpired)
        #expect(code.isSpent)
    }
}
