import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct UpstreamTokensTests {
    @Test func `a secret travels in the header, form-encoded within base 64`() throws {
        let request = Upstream.signIn().tokenRequest(for: "c", at: try Upstream.metadata(), secret: "a:b c")
        #expect(request.authorization == "Basic " + Base64.encode(Array("gatehouse:a%3Ab+c".utf8)))
        let parameters = try FormParameters(reading: Array(request.body.utf8))
        #expect(parameters["client_secret"] == nil)
        #expect(parameters["code_verifier"] == Samples.verifier)
    }

    @Test func `a secret travels in the body where the provider takes no other`() throws {
        let methods = JSON.array([.string("client_secret_post")])
        let metadata = try Upstream.metadata(["token_endpoint_auth_methods_supported": methods])
        let request = Upstream.signIn().tokenRequest(for: "c", at: metadata, secret: "s")
        let parameters = try FormParameters(reading: Array(request.body.utf8))
        #expect(request.authorization == nil)
        #expect(parameters["client_secret"] == "s")
        #expect(parameters["client_id"] == Upstream.client)
    }

    @Test func `whoever the provider's token names signed in`() throws {
        #expect(try person().subject == "248289761001")
    }

    @Test func `a token of another issuer, client or sign-in is refused`() {
        #expect(refusal { try person(try Upstream.tokens(issuer: "https://evil.example")) } == .issuerWrong)
        #expect(refusal { try person(try Upstream.tokens(audience: ["other"])) } == .audienceWrong)
        #expect(refusal { try person(try Upstream.tokens(nonce: "other")) } == .nonceWrong)
    }

    @Test func `a token that ended is refused`() {
        #expect(refusal { try person(try Upstream.tokens(expires: Samples.now - .seconds(61))) } == .tokenExpired)
    }

    @Test func `of several audiences we must be the one that asked`() throws {
        let several = [Upstream.client, "other"]
        #expect(refusal { try person(try Upstream.tokens(audience: several)) } == .audienceWrong)
        let party = JSON.Member("azp", .string(Upstream.client))
        #expect(try person(try Upstream.tokens(audience: several, others: [party])).subject != nil)
        let another = JSON.Member("azp", .string("other"))
        #expect(refusal { try person(try Upstream.tokens(others: [another])) } == .audienceWrong)
    }

    @Test func `a token by a key that the provider does not publish is refused`() throws {
        let made = try Upstream.tokens()
        let others = try JSONWebKeySet([try Samples.key(9, id: "other")])
        #expect(refusal { try person((made.tokens, others, made.verifier)) } == .keyUnknown)
    }

    @Test func `a token under the name of a key that did not sign it is refused`() throws {
        let made = try Upstream.tokens()
        let others = try JSONWebKeySet([try Samples.key(9)])
        #expect(refusal { try person((made.tokens, others, made.verifier)) } == .signatureWrong)
    }

    @Test func `a token that names no key counts where the provider has one for its algorithm`() throws {
        let key = try Samples.key(id: nil)
        let token = Samples.token(
            header: #"{"alg":"ES256"}"#, claims: #"{"iss":"\#(Upstream.issuer)","nonce":"n"}"#)
        let body = JSON.object([JSON.Member("id_token", .string(token))]).serialised()
        let tokens = try UpstreamTokens(reading: body, status: 200)
        let verifier = HashSignatures(key)
        #expect(refusal { try person((tokens, try JSONWebKeySet([key]), verifier)) } == .signatureWrong)
        let two = try JSONWebKeySet([key, try Samples.key(9, id: "other")])
        #expect(refusal { try person((tokens, two, verifier)) } == .keyNameMissing)
    }

    @Test func `an algorithm that the provider does not sign by is refused`() throws {
        let metadata = try Upstream.metadata(["id_token_signing_alg_values_supported": .array([.string("RS256")])])
        #expect(refusal { try person(metadata: metadata) } == .algorithmWrong)
    }

    @Test func `a sign-in older than was asked for is refused`() throws {
        let old = JSON.Member("auth_time", .integer(Samples.now.milliseconds / 1000 - 200))
        #expect(refusal { try person(try Upstream.tokens(others: [old]), maximumAge: 100) } == .tokenExpired)
        #expect(refusal { try person(maximumAge: 100) } == .claimMissing)
        #expect(try person(try Upstream.tokens(others: [old]), maximumAge: 200).subject != nil)
    }

    @Test func `a refusal of the provider is told by its word`() {
        let body = Array(#"{"error":"invalid_grant","error_description":"x"}"#.utf8)
        #expect(refusal { try UpstreamTokens(reading: body, status: 400) } == .upstreamRefused)
    }

    @Test func `an answer without an ID token, or that is no JSON, is refused`() {
        for body in ["{}", #"{"id_token":7}"#, "<html>"] {
            #expect(
                refusal { try UpstreamTokens(reading: Array(body.utf8), status: 200) } == .upstreamAnswerMalformed)
        }
    }

    private func person(
        _ made: (tokens: UpstreamTokens, keys: JSONWebKeySet, verifier: HashSignatures)? = nil,
        metadata: UpstreamMetadata? = nil, maximumAge: Int? = nil
    ) throws -> ClaimsSet {
        let made = try made ?? Upstream.tokens()
        return try Upstream.signIn(maximumAge: maximumAge).person(
            in: made.tokens, of: metadata ?? Upstream.metadata(), keys: made.keys, at: Samples.now,
            verifier: made.verifier)
    }
}
