import GatehouseWebAuthn
import Testing

@Suite struct RelyingPartyTests {
    @Test(arguments: [
        ("example.org", "https://example.org"), ("example.org", "https://login.example.org:8443"),
        ("localhost", "http://localhost:8080"), ("localhost", "https://localhost"),
    ])
    func `an origin on the domain is accepted`(id: String, origin: String) {
        #expect(throws: Never.self) { try RelyingParty(id: id, name: "Example", origins: [origin]) }
    }

    @Test(arguments: [
        ("example.org", "http://example.org"), ("example.org", "https://example.com"),
        ("example.org", "https://badexample.org"), ("example.org", "https://example.org/"),
        ("example.org", "https://example.org:443"), ("example.org", "https://example.org:08443"),
        ("example.org", "https://example.org:99999"), ("example.org", "https://example.org:"),
        ("example.org", "https://user@example.org"), ("example.org", "https://Example.org"), ("example.org", "null"),
        ("Example.org", "https://example.org"), ("", "https://example.org"), ("example..org", "https://example..org"),
        ("localhost", "http://localhost.example.org"), ("example.org", "http://localhost"),
        ("-a.org", "https://-a.org"), ("192.0.2.1", "https://192.0.2.1:8443"),
        ("https://example.org", "https://example.org"),
    ])
    func `any other origin or domain is refused`(id: String, origin: String) {
        let error = #expect(throws: WebAuthnError.self) { try RelyingParty(id: id, name: "Example", origins: [origin]) }
        #expect(error?.code == .relyingPartyInvalid)
    }

    @Test func `a relying party has origins, and those that embed it are origins`() {
        #expect(throws: WebAuthnError.self) { try RelyingParty(id: "example.org", name: "Example", origins: []) }
        #expect(throws: WebAuthnError.self) {
            try RelyingParty(
                id: "example.org", name: "Example", origins: ["https://example.org"], topOrigins: ["example.com"])
        }
    }
}
