import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct UpstreamSignInTests {
    @Test func `the browser is sent with state, nonce and the challenge of the verifier`() throws {
        let address = Upstream.signIn(maximumAge: 60)
            .address(at: try Upstream.metadata(), loginHint: "jane@partner.example", hash: ReferenceSHA256.hash)
        let query = try #require(address.split(separator: "?").last)
        let parameters = try FormParameters(reading: Array(query.utf8))
        #expect(address.hasPrefix("\(Upstream.issuer)/authorize?response_type=code&client_id=gatehouse&"))
        #expect(parameters["code_challenge"] == Samples.challenge)
        #expect(parameters["code_challenge_method"] == "S256")
        #expect(parameters["scope"] == "openid profile email")
        #expect(parameters["max_age"] == "60")
        #expect(parameters["login_hint"] == "jane@partner.example")
    }

    @Test func `a query of the endpoint's own stays`() throws {
        let metadata = try Upstream.metadata(["authorization_endpoint": .string("https://a.example/authorize?p=1")])
        let address = Upstream.signIn().address(at: metadata, hash: ReferenceSHA256.hash)
        #expect(address.hasPrefix("https://a.example/authorize?p=1&response_type=code&"))
    }

    @Test func `the answer's code is taken`() throws {
        #expect(try code() == "c0de")
    }

    @Test func `an answer to another sign-in is refused`() {
        #expect(refusal { try code(state: "other") } == .stateWrong)
        #expect(refusal { try code(state: nil) } == .stateWrong)
    }

    @Test func `an answer of another provider is refused`() {
        #expect(refusal { try code(issuer: "https://evil.example") } == .issuerWrong)
    }

    @Test func `an answer without its provider's name is refused where the provider names itself`() throws {
        #expect(refusal { try code(issuer: nil) } == .issuerWrong)
        let metadata = try Upstream.metadata(["authorization_response_iss_parameter_supported": nil])
        #expect(try code(issuer: nil, metadata: metadata) == "c0de")
    }

    @Test func `the provider's refusal is told, and is no code`() {
        #expect(refusal { try code(more: [("error", "access_denied")]) } == .upstreamRefused)
    }

    @Test func `an answer without a code is refused`() throws {
        let query = Samples.form(["state": Upstream.signIn().state, "iss": Upstream.issuer])
        let metadata = try Upstream.metadata()
        #expect(refusal { try Upstream.signIn().code(reading: query, from: metadata) } == .parameterMissing)
    }

    private func code(
        state: String? = Upstream.signIn().state, issuer: String? = Upstream.issuer, more: [(String, String)] = [],
        metadata: UpstreamMetadata? = nil
    ) throws -> String {
        let pairs = [("code", "c0de"), ("state", state ?? ""), ("iss", issuer ?? "")] + more
        let query = FormParameters(pairs.map { FormParameters.Field($0.0, $0.1) }).text
        return try Upstream.signIn().code(reading: Array(query.utf8), from: metadata ?? Upstream.metadata())
    }
}
