@testable import GatehouseAgentIO
import Testing

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("https://gate.example.org:8443", "gate.example.org", 8443), ("https://gate", "gate", 443),
        ("https://192.0.2.1:1/", "192.0.2.1", 1), ("https://[2001:db8::1]:8443", "2001:db8::1", 8443),
        ("https://[::1]", "::1", 443),
    ])
    func `host and port are read`(url: String, host: String, port: Int) throws {
        let address = try #require(ServerAddress(url))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "http://gate", "gate:8443", "https://", "https:///", "https://gate:0", "https://gate:65536", "https://gate:x",
        "https://gate/path", "https://user@gate", "https://gate?x", "https://[::1", "https://[::1]x", "https://a:1:2",
    ])
    func `everything else is refused`(url: String) {
        #expect(ServerAddress(url) == nil)
    }

    @Test func `an IPv6 address stands in brackets in the host header`() {
        #expect(ServerAddress("https://[::1]:8443")?.authority == "[::1]:8443")
    }
}
