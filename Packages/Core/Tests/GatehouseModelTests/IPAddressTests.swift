import GatehouseFuzzing
import GatehouseModel
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::0001", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ])
    func `an address reads, and is written as RFC 5952 wants`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
        #expect(IPAddress(canonical) == IPAddress(text))
    }

    @Test(arguments: [
        "", ".", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..3.4", "+1.2.3.4", "１.2.3.4", ":", ":::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
        "fe80::1%eth0", "1.2.3.4::", "1.2.3.4::1", "::1.2.3.4:5", "::1.2.3", "[::1]", ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
    ])
    func `what is not an address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `every address reads back`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            // Words of zeros are frequent, so that `::` falls everywhere.
            let mask = generator.mask()
            let address = IPAddress(high: generator.next() & mask.high, low: generator.next() & mask.low)
            #expect(IPAddress(address.description) == address)
        }
    }
}

@Suite struct IPRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.8", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false), ("::/0", "::1", true),
        ("2001:db8::/64", "2001:db8::ffff:0:0:1", true), ("2001:db8::/65", "2001:db8:0:0:8000::", false),
        ("192.0.2.0/25", "192.0.2.127", true), ("192.0.2.0/25", "192.0.2.128", false), ("::1/128", "::1", true),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true),
    ])
    func `a range contains what shares its prefix`(range: String, address: String, contains: Bool) throws {
        #expect(try #require(IPRange(range)).contains(try #require(IPAddress(address))) == contains)
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "/8", "",
        "2001:db8::/31x",
        "2001:db8::1/64", "::/129", "10.0.0.0/99999999999999999999",
    ])
    func `what is not a range is refused, also bits beyond the prefix`(text: String) {
        #expect(IPRange(text) == nil)
    }

    @Test(arguments: ["10.0.0.0/8", "192.0.2.7/32", "0.0.0.0/0", "2001:db8::/32", "::/0", "::1/128"])
    func `a range is written as it reads`(text: String) {
        #expect(IPRange(text)?.description == text)
    }
}
