import GatehouseModel
import GatehouseTestSupport
import Testing

@testable import GatehouseProxyProtocol

@Suite struct ProxyHeaderTests {
    /// Byte by byte as HAProxy 2.6 writes them, with the client's port 50000 and something behind.
    private static let v4: [UInt8] =
        ProxyHeader.signature + [0x21, 0x11, 0x00, 0x0C, 192, 0, 2, 7, 10, 0, 0, 1, 0xC3, 0x50, 0x20, 0xFB]
    private static let v6: [UInt8] =
        ProxyHeader.signature + [0x21, 0x21, 0x00, 0x24]
        + [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
        + [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] + [0xC3, 0x50, 0x20, 0xFB]

    private static func client(_ address: String, _ port: UInt16 = 50_000) throws -> ProxyHeader {
        ProxyHeader(client: .init(address: try #require(IPAddress(address)), port: port))
    }

    private static func line(_ text: String) -> [UInt8] { Array("PROXY \(text)\r\n".utf8) }

    @Test func `both versions name the client`() throws {
        #expect(ProxyHeader.read(Self.v4 + [1]) == .header(try Self.client("192.0.2.7"), length: 28))
        #expect(ProxyHeader.read(Self.v6 + [1]) == .header(try Self.client("2001:db8::7"), length: 52))
        let four = Self.line("TCP4 192.0.2.7 10.0.0.1 50000 8443")
        #expect(ProxyHeader.read(four + [1]) == .header(try Self.client("192.0.2.7"), length: four.count))
        let six = Self.line("TCP6 2001:db8::7 2001:db8::1 50000 8443")
        #expect(ProxyHeader.read(six) == .header(try Self.client("2001:db8::7"), length: six.count))
    }

    @Test func `further values of version 2 are passed over`() throws {
        var bytes = Self.v4 + [0x03, 0x00, 0x04, 1, 2, 3, 4]
        bytes[15] += 7
        #expect(ProxyHeader.read(bytes) == .header(try Self.client("192.0.2.7"), length: 35))
    }

    @Test func `a balancer may speak for itself`() {
        let unknown = Self.line("UNKNOWN and whatever")
        #expect(ProxyHeader.read(unknown) == .header(ProxyHeader(client: nil), length: unknown.count))
        var local = Self.v4
        local[12] = 0x20
        #expect(ProxyHeader.read(local) == .header(ProxyHeader(client: nil), length: 28))
        let unspecified = ProxyHeader.signature + [0x21, 0x00, 0, 0]
        #expect(ProxyHeader.read(unspecified) == .header(ProxyHeader(client: nil), length: 16))
    }

    @Test func `every part of a header asks for more, and nothing is said before its end`() {
        let whole = [Self.v4, Self.v6, Self.line("TCP4 192.0.2.7 10.0.0.1 50000 8443"), Self.line("UNKNOWN")]
        for bytes in whole {
            for count in 0..<bytes.count {
                #expect(ProxyHeader.read(Array(bytes.prefix(count))) == .incomplete, "\(count) bytes")
            }
        }
    }

    @Test func `what begins a handshake or a request is no header`() {
        #expect(ProxyHeader.read([0x16, 0x03, 0x01]) == .absent)
        #expect(ProxyHeader.read(Array("GET / HTTP/1.1\r\n".utf8)) == .absent)
        #expect(ProxyHeader.read(Array("PROXIES".utf8)) == .absent)
    }

    @Test(arguments: [
        "TCP4 192.0.2.7 10.0.0.1 50000", "TCP4 192.0.2.7 10.0.0.1 50000 8443 1", "TCP4 2001:db8::7 2001:db8::1 1 2",
        "TCP6 192.0.2.7 10.0.0.1 1 2", "TCP4 192.0.2.07 10.0.0.1 1 2", "TCP4 192.0.2.7 10.0.0.1 65536 1",
        "TCP4 192.0.2.7 10.0.0.1 01 2", "TCP4  192.0.2.7 10.0.0.1 1 2", "UDP4 192.0.2.7 10.0.0.1 1 2", "",
        "TCP4 192.0.2.7 2001:db8::1 1 2", "tcp4 192.0.2.7 10.0.0.1 1 2", "TCP4 192.0.2.7 10.0.0.1 +1 2",
    ])
    func `a line that is not exact is refused`(text: String) {
        guard case .malformed = ProxyHeader.read(Self.line(text)) else {
            Issue.record("`\(text)` was read")
            return
        }
    }

    @Test func `a header of version 2 that lies about itself is refused`() {
        for (index, byte) in [(12, 0x11), (12, 0x22), (13, 0x12), (13, 0x41), (14, 0xFF), (15, 0x0B)] as [(Int, UInt8)]
        {
            var bytes = Self.v4
            bytes[index] = byte
            guard case .malformed = ProxyHeader.read(bytes) else {
                Issue.record("byte \(index) as \(byte) was read")
                continue
            }
        }
    }

    @Test func `a line without an end is not waited for forever`() {
        let bytes = Array("PROXY TCP4 ".utf8) + [UInt8](repeating: 0x31, count: 200)
        guard case .malformed = ProxyHeader.read(bytes) else {
            Issue.record("it is waited for")
            return
        }
    }

    /// 40,000 seeded mutations: nothing traps, no length is beyond the bytes, and what is whole stays what it is with
    /// anything behind it.
    @Test func `whatever comes is read or refused, and never beyond its end`() {
        var random = SeededGenerator(seed: 7)
        let seeds = [Self.v4, Self.v6, Self.line("TCP6 2001:db8::7 2001:db8::1 50000 8443"), Self.line("UNKNOWN")]
        for _ in 0..<40_000 {
            var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0...(random.next() % 3) {
                let index = Int(random.next() % UInt64(bytes.count))
                bytes[index] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
            guard case .header(let header, let length) = ProxyHeader.read(bytes) else { continue }
            #expect(length <= bytes.count)
            #expect(
                ProxyHeader.read(bytes + [UInt8(truncatingIfNeeded: random.next())]) == .header(header, length: length))
        }
    }
}
