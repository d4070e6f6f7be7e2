import Testing

@testable import GatehouseOutbound

struct PrivateAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "fe80::1", "fc00::1", "fd12:3456::1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "", "localhost",
    ])
    func `an address that is not of the public internet is private`(address: String) {
        #expect(PrivateAddress.contains(address))
    }

    @Test(arguments: ["1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
    func `an address of the public internet is not`(address: String) {
        #expect(!PrivateAddress.contains(address))
    }

    @Test func `every range of the list is one`() { #expect(PrivateAddress.rangeCount == 26) }
}
