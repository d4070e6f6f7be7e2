import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ProviderMetadataTests {
    private let endpoints = ProviderEndpoints(base: "https://gatehouse.example:8443", tenant: "t1")

    @Test func `every address is where Microsoft's clients look for it`() {
        let json = ProviderMetadata(endpoints: endpoints).json
        let expected = [
            ("issuer", "https://gatehouse.example:8443/t1/v2.0"),
            ("authorization_endpoint", "https://gatehouse.example:8443/t1/oauth2/v2.0/authorize"),
            ("token_endpoint", "https://gatehouse.example:8443/t1/oauth2/v2.0/token"),
            ("device_authorization_endpoint", "https://gatehouse.example:8443/t1/oauth2/v2.0/devicecode"),
            ("jwks_uri", "https://gatehouse.example:8443/t1/discovery/v2.0/keys"),
        ]
        for (name, address) in expected { #expect(json[name] == .string(address)) }
        #expect(endpoints.configuration == "https://gatehouse.example:8443/t1/v2.0/.well-known/openid-configuration")
    }

    @Test func `what is required is there, and what is weak is not`() {
        let json = ProviderMetadata(endpoints: endpoints, contexts: ["c1"], bindsToCertificates: true).json
        #expect(json["response_types_supported"] == .array([.string("code")]))
        #expect(json["code_challenge_methods_supported"] == .array([.string("S256")]))
        #expect(json["id_token_signing_alg_values_supported"] == .array([.string("RS256")]))
        #expect(json["authorization_response_iss_parameter_supported"] == .boolean(true))
        #expect(json["acr_values_supported"] == .array([.string("c1")]))
        #expect(json["tls_client_certificate_bound_access_tokens"] == .boolean(true))
        #expect(json["backchannel_logout_supported"] == .boolean(false))
        let text = String(decoding: json.serialised(), as: UTF8.self)
        for weak in ["plain", "HS256", "implicit", "password"] { #expect(!text.contains(weak), "\(weak)") }
    }
}
