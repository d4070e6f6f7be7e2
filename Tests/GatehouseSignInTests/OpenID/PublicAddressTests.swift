import GatehouseSignIn
import Testing

@Suite struct PublicAddressTests {
    private let address = PublicAddress(names: ["localhost", "id.example.com", "*.apps.example", "::1"])

    @Test(arguments: [
        ("localhost:8443", "https://localhost:8443"), ("ID.example.com", "https://id.example.com"),
        ("a.apps.example:1", "https://a.apps.example:1"), ("[::1]:8443", "https://[::1]:8443"),
    ])
    func `a name that the server has is taken as it was asked for`(asked: String, base: String) {
        #expect(address.base(asked: asked) == base)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "a.b.apps.example", "apps.example", "localhost@evil.example",
        "localhost/x", "", "[::1", "evil.example:8443",
    ])
    func `no other name is spoken for`(asked: String) {
        #expect(address.base(asked: asked) == nil)
    }
}
