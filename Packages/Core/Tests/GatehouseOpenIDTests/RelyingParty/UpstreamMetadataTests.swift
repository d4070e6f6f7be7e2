import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct UpstreamMetadataTests {
    @Test func `a provider's document says where to sign in`() throws {
        let metadata = try Upstream.metadata()
        #expect(metadata.authorizationEndpoint == "\(Upstream.issuer)/authorize")
        #expect(metadata.tokenEndpoint == "\(Upstream.issuer)/token")
        #expect(metadata.keys == "\(Upstream.issuer)/keys")
        #expect(metadata.namesIssuer)
    }

    @Test func `only algorithms that are accepted here are taken`() throws {
        #expect(try Upstream.metadata().idTokenAlgorithms == [.rs256, .es256])
    }

    @Test func `a provider that signs with shared secrets alone is refused`() {
        let names = JSON.array([.string("HS256"), .string("none")])
        #expect(
            refusal { try Upstream.metadata(["id_token_signing_alg_values_supported": names]) } == .metadataMalformed)
    }

    @Test func `the document of another issuer is refused`() {
        #expect(refusal { try Upstream.metadata(["issuer": .string(Upstream.issuer + "/")]) } == .issuerWrong)
    }

    @Test(arguments: ["authorization_endpoint", "token_endpoint", "jwks_uri"])
    func `an endpoint must be there, and be https`(name: String) {
        #expect(refusal { try Upstream.metadata([name: nil]) } == .metadataMalformed)
        for address in ["http://partner.example/x", "https://", "https://a b", "javascript:alert(1)", "https://a/#x"] {
            #expect(refusal { try Upstream.metadata([name: .string(address)]) } == .metadataMalformed)
        }
    }

    @Test func `a provider that lists challenges without S256 is refused`() throws {
        let name = "code_challenge_methods_supported"
        #expect(refusal { try Upstream.metadata([name: .array([.string("plain")])]) } == .metadataMalformed)
        #expect(try Upstream.metadata([name: .array([.string("plain"), .string("S256")])]).namesIssuer)
    }

    @Test func `a provider that answers without codes is refused`() {
        let types = JSON.array([.string("id_token")])
        #expect(refusal { try Upstream.metadata(["response_types_supported": types]) } == .metadataMalformed)
    }

    @Test func `a secret goes in the header unless the provider takes it in the body alone`() throws {
        let name = "token_endpoint_auth_methods_supported"
        #expect(try !Upstream.metadata().takesSecretInBody)
        #expect(try Upstream.metadata([name: .array([.string("client_secret_post")])]).takesSecretInBody)
        let both = JSON.array([.string("client_secret_post"), .string("client_secret_basic")])
        #expect(try !Upstream.metadata([name: both]).takesSecretInBody)
    }

    @Test func `what is no object, or too large, is refused`() {
        #expect(
            refusal { try UpstreamMetadata(reading: Array("[]".utf8), of: Upstream.issuer) } == .metadataMalformed)
        let spaces = [UInt8](repeating: 0x20, count: UpstreamMetadata.sizeLimit)
        #expect(
            refusal { try UpstreamMetadata(reading: Upstream.bytes() + spaces, of: Upstream.issuer) }
                == .metadataMalformed)
    }

    @Test func `the document is found below the issuer`() {
        let address = "https://a.example/t/.well-known/openid-configuration"
        #expect(UpstreamMetadata.address(of: "https://a.example/t") == address)
        #expect(UpstreamMetadata.address(of: "https://a.example/t/") == address)
    }
}
