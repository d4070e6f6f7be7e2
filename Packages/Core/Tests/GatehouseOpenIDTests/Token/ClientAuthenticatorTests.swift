import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import Testing

@Suite struct ClientAuthenticatorTests {
    private let authenticator = ClientAuthenticator(audiences: [Samples.tokenEndpoint, Samples.issuer])

    private func authenticate(
        _ proof: ClientProof, _ application: Application?, at now: Instant = Samples.now
    ) throws -> AuthenticatedClient {
        try authenticator.authenticate(
            proof, as: application, at: now, hash: ReferenceSHA256.hash, verifier: HashSignatures(Samples.key()))
    }

    @Test func `any secret that counts is enough`() throws {
        let application = try Samples.application()
        for proof in [
            ClientProof.basic(application.clientID, secret: Samples.secret),
            .post(application.clientID, secret: Samples.secret),
        ] {
            let client = try authenticate(proof, application)
            #expect(client.id == application.clientID)
            #expect(client.isConfidential)
            #expect(client.assertion == nil)
        }
    }

    @Test func `a wrong secret, an expired one and none are told apart`() throws {
        let application = try Samples.application()
        let id = application.clientID
        #expect(refusal { try authenticate(.post(id, secret: "guess"), application) } == .clientSecretWrong)
        #expect(refusal { try authenticate(.post(id, secret: "old"), application) } == .clientSecretExpired)
        #expect(refusal { try authenticate(.none(id), application) } == .authenticationMissing)
        #expect(refusal { try authenticate(.post(id, secret: "x"), nil) } == .clientUnknown)
        let other = ClientProof.post(try Samples.clientID("other"), secret: Samples.secret)
        #expect(refusal { try authenticate(other, application) } == .clientUnknown)
        var disabled = application
        disabled.isEnabled = false
        #expect(refusal { try authenticate(.post(id, secret: Samples.secret), disabled) } == .clientDisabled)
    }

    @Test func `a public client says who it is and has no secret`() throws {
        let application = try Samples.application(isConfidential: false)
        #expect(try !authenticate(.none(application.clientID), application).isConfidential)
        let proof = ClientProof.post(application.clientID, secret: Samples.secret)
        #expect(refusal { try authenticate(proof, application) } == .authenticationUnexpected)
    }

    private func assertion(_ change: (inout ClaimsSet) -> Void = { _ in }) throws -> ClientProof {
        var claims = ClaimsSet(
            issuer: Samples.client, subject: Samples.client, audience: [Samples.tokenEndpoint],
            expires: Samples.now + .seconds(1800), notBefore: Samples.now, id: "j1")
        change(&claims)
        let text = try CompactJWS.signed(claims, type: "JWT", by: HashSignatures(Samples.key()))
        return .assertion(try Samples.clientID(), try CompactJWS(text))
    }

    @Test func `an assertion as RFC 7523 asks is believed, and named so that it counts once`() throws {
        let client = try authenticate(try assertion(), try Samples.application(keys: [Samples.key()]))
        #expect(client.isConfidential)
        #expect(client.assertion?.id == "j1")
        #expect(client.assertion?.expires == Samples.now + .seconds(1860))
    }

    @Test func `an assertion that is not the client's own, for us and now is refused`() throws {
        let application = try Samples.application(keys: [Samples.key()])
        func code(_ change: (inout ClaimsSet) -> Void) -> OpenIDError.Code? {
            refusal { try authenticate(try assertion(change), application) }
        }
        #expect(code { $0.issuer = "other" } == .issuerWrong)
        #expect(code { $0.subject = "other" } == .subjectWrong)
        #expect(code { $0.audience = ["https://other.example/token"] } == .audienceWrong)
        #expect(code { $0.expires = nil } == .claimMissing)
        #expect(code { $0.id = nil } == .claimMissing)
        #expect(code { $0.expires = Samples.now - .seconds(60) } == .tokenExpired)
        #expect(code { $0.notBefore = Samples.now + .seconds(61) } == .tokenNotYetValid)
        #expect(code { $0.expires = Samples.now + .seconds(7200) } == .lifetimeTooLong)
        #expect(refusal { try authenticate(try assertion(), try Samples.application()) } == .keyUnknown)
        let wrong = try Samples.application(keys: [Samples.key(2)])
        #expect(refusal { try authenticate(try assertion(), wrong) } == .signatureWrong)
    }

    @Test func `whatever is wrong with an assertion is an invalid client`() throws {
        let error = #expect(throws: OpenIDError.self) {
            try authenticate(try assertion { $0.audience = ["x"] }, try Samples.application(keys: [Samples.key()]))
        }
        #expect(error?.oauth == .invalidClient)
        #expect(error?.message.hasPrefix("the client assertion: ") == true)
    }
}
