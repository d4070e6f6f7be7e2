import GatehouseOpenID
import Testing

@Suite struct RedirectURITests {
    @Test(arguments: [
        "https://client.example.com/cb", "https://client.example.com", "https://client.example.com:8443/cb?tenant=1",
        "https://192.0.2.1/cb", "https://[2001:db8::1]:9/cb", "http://localhost", "http://127.0.0.1:8080/cb",
        "http://[::1]/cb", "https://a-b.example/%2F",
    ])
    func `an address that may be registered permits itself and nothing like it`(text: String) throws {
        let uri = try RedirectURI(text)
        #expect(uri.permits(text))
        for other in [text + "/", text + "x", text + "?x=1", text + "#x", text.uppercased(), text + "\u{301}"] {
            #expect(!uri.permits(other) || other == text + "/" && text == "http://localhost")
        }
    }

    @Test(arguments: [
        ("", OpenIDError.Code.redirectMalformed), ("https://exa mple.com/", .redirectMalformed),
        ("https://example.com/ü", .redirectMalformed), ("https://example.com\\@evil.example/", .redirectMalformed),
        ("https://example.com/%zz", .redirectMalformed), ("https://example.com/a/../b", .redirectMalformed),
        ("https://example.com/%2e%2E/b", .redirectMalformed), ("https://example.com/%", .redirectMalformed),
        ("http://client.example.com/cb", .redirectSchemeRefused), ("http://127.0.0.2/", .redirectSchemeRefused),
        ("http://localhost.evil.example/", .redirectSchemeRefused), ("javascript:alert(1)", .redirectSchemeRefused),
        ("com.example.app:/cb", .redirectSchemeRefused), ("HTTPS://example.com/", .redirectSchemeRefused),
        ("//example.com/cb", .redirectSchemeRefused), ("https:/example.com", .redirectSchemeRefused),
        ("https://", .redirectHostRefused), ("https:///cb", .redirectHostRefused),
        ("https://user@example.com/", .redirectHostRefused), ("https://Example.com/", .redirectHostRefused),
        ("https://example.com:0/", .redirectHostRefused), ("https://example.com:65536/", .redirectHostRefused),
        ("https://example.com:/", .redirectHostRefused), ("https://example.com:08/", .redirectHostRefused),
        ("https://exam_ple.com/", .redirectHostRefused), ("https://-a.example/", .redirectHostRefused),
        ("https://a..example/", .redirectHostRefused), ("https://[::1]x/", .redirectHostRefused),
        ("https://[zz]/", .redirectHostRefused), ("https://example.com/#", .redirectFragment),
        ("https://example.com/cb#a", .redirectFragment), ("https://*.example.com/", .redirectWildcard),
        ("https://example.com/*", .redirectWildcard),
    ])
    func `an address that could lead elsewhere is refused`(text: String, code: OpenIDError.Code) {
        #expect(refusal { try RedirectURI(text) } == code)
    }

    @Test func `an address has a limit`() {
        let long = "https://example.com/" + String(repeating: "a", count: 2029)
        #expect(refusal { try RedirectURI(long) } == .redirectMalformed)
    }

    @Test func `a loopback takes any port, and nothing else that differs`() throws {
        let uri = try RedirectURI("http://127.0.0.1/cb")
        #expect(uri.permits("http://127.0.0.1:51004/cb"))
        for other in [
            "http://localhost:51004/cb", "http://[::1]:51004/cb", "http://127.0.0.1:51004/",
            "https://127.0.0.1:51004/cb",
            "http://127.0.0.1:51004/cb?a=1", "http://127.0.0.1:51004/cb/", "http://127.0.0.1:x/cb",
            "http://127.0.0.1:1@evil/cb",
        ] {
            #expect(!uri.permits(other), "\(other)")
        }
    }

    @Test func `native clients that leave out the slash are met`() throws {
        #expect(try RedirectURI("http://localhost").permits("http://localhost:53211/"))
        #expect(try RedirectURI("http://localhost/").permits("http://localhost:53211"))
    }

    @Test func `an https address has its own port`() throws {
        #expect(!(try RedirectURI("https://client.example.com/cb").permits("https://client.example.com:443/cb")))
    }
}
