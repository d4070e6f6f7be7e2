import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

struct ListenersCollectorTests {
    /// `protocol address port process` of each row.
    private static func outline(_ facts: [FactKey: Fact]) throws -> Set<String> {
        let rows = try #require(facts["network.listeners"]?.value).rows
        return Set(
            rows.map { row in
                ["protocol", "address", "port", "process"].map { row[$0]?.description ?? "-" }.joined(separator: " ")
            })
    }

    private static func open(_ family: Int32, _ kind: __socket_type, _ address: String, _ port: UInt16) throws -> Int32
    {
        let descriptor = socket(family, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(family)
        let bound = withUnsafeMutablePointer(to: &storage) { pointer in
            if family == AF_INET {
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    $0.pointee.sin_port = port.bigEndian
                    inet_pton(family, address, &$0.pointee.sin_addr)
                }
            } else {
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    $0.pointee.sin6_port = port.bigEndian
                    inet_pton(family, address, &$0.pointee.sin6_addr)
                }
            }
            return pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_storage>.size))
            }
        }
        try #require(bound == 0)
        if kind == SOCK_STREAM { try #require(listen(descriptor, 1) == 0) }
        return descriptor
    }

    /// The same of `ss`, which writes `*` for an address of both families.
    private static func ss() throws -> Set<String> {
        let lines = try Tool.ss.output("-H", "-tulnp").split(separator: "\n")
        return Set(
            try lines.map { line in
                let words = line.split(separator: " ").map(String.init)
                let local = words[4]
                let colon = try #require(local.lastIndex(of: ":"))
                var address = String(local[..<colon].split(separator: "%")[0])
                address = address == "*" ? "::" : address.trimmingCharacters(in: ["[", "]"])
                let name = words.last?.split(separator: "\"").dropFirst().first.map(String.init) ?? "-"
                return "\(words[0]) \(address) \(local[local.index(after: colon)...]) \(name)"
            })
    }

    @Test func `listeners of both families are those of ss, with their process`() throws {
        try NetworkNamespace.run {
            _ = try Tool.ip.output("link", "set", "lo", "up")
            let sockets = [
                try Self.open(AF_INET, SOCK_STREAM, "127.0.0.1", 4001),
                try Self.open(AF_INET, SOCK_STREAM, "0.0.0.0", 4002),
                try Self.open(AF_INET6, SOCK_STREAM, "::1", 4003), try Self.open(AF_INET6, SOCK_STREAM, "::", 4004),
                try Self.open(AF_INET, SOCK_DGRAM, "127.0.0.2", 4005), try Self.open(AF_INET6, SOCK_DGRAM, "::", 4006),
            ]
            defer { for socket in sockets { close(socket) } }
            let facts = try facts(of: ListenersCollector())
            let theirs = try Self.ss()
            let ours = try Self.outline(facts)
            #expect(ours == theirs)
            #expect(ours.count == sockets.count)
            #expect(facts.outline("network.exposedPorts") == "4002, 4004")
            let users = Set(try #require(facts["network.listeners"]?.value).rows.map { $0["user"]?.text })
            #expect(users == ["root"])
        }
    }

    private static let heading =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    private static func line(_ address: String, state: String = "0A", inode: String) -> String {
        "   0: \(address) 00000000:0000 \(state) 00000000:00000000 00:00000000 00000000     0        0 \(inode) 1 0 100\n"
    }

    private static func fixture(tcp: String) throws -> Fixture {
        let fixture = try Fixture([
            "/proc/thread-self/net/tcp": tcp, "/proc/thread-self/net/udp": heading, "/proc/12/comm": "sshd\n",
            "/proc/12/status": "Name:\tsshd\nUid:\t0\t1000\t0\t0\n", "/proc/9/comm": "master\n",
            "/proc/9/status": "Uid:\t77\t77\t77\t77\n", "/etc/passwd": "ada:x:1000:1000::/home/ada:/bin/sh\n",
        ])
        for (process, inode) in [(12, 100), (12, 200), (9, 200), (12, 300)] {
            try fixture.link("/proc/\(process)/fd/\(inode)", to: "socket:[\(inode)]")
        }
        try fixture.link("/proc/12/fd/0", to: "/dev/null")
        return fixture
    }

    @Test func `a socket is its process's, a shared one the first process's, with the effective user`() throws {
        let tcp =
            Self.heading + Self.line("0100007F:0016", inode: "100") + Self.line("00000000:1F90", inode: "200")
            + Self.line("00000000:1F91", inode: "999") + Self.line("00000000:1F92", state: "01", inode: "300")
        let facts = try Self.fixture(tcp: tcp).facts(of: ListenersCollector())
        #expect(
            try Self.outline(facts) == [
                "tcp 127.0.0.1 22 sshd", "tcp 0.0.0.0 8080 master", "tcp 0.0.0.0 8081 -",
            ])
        let rows = try #require(facts["network.listeners"]?.value).rows
        #expect(Set(rows.compactMap { $0["user"]?.text }) == ["ada", "77"])
        #expect(facts["network.listeners"]?.evidence == "3 sockets, 1 without a process to be seen")
        #expect(facts.outline("network.exposedPorts") == "8080, 8081")
    }

    @Test func `IPv6 addresses are read word by word`() throws {
        let fixture = try Self.fixture(tcp: Self.heading)
        try fixture.write(
            "/proc/thread-self/net/tcp6",
            Self.heading + Self.line("B80D0120000000000000000001000000:0050", inode: "100")
                + Self.line("00000000000000000000000001000000:0051", inode: "1"))
        let facts = try fixture.facts(of: ListenersCollector())
        #expect(try Self.outline(facts) == ["tcp 2001:db8::1 80 sshd", "tcp ::1 81 -"])
        #expect(facts.outline("network.exposedPorts") == "80")
    }

    @Test func `without the kernel's table, or with one beyond reason, nothing is known`() throws {
        #expect(try Fixture().facts(of: ListenersCollector()).values.allSatisfy { $0.missing != nil })
        let many = (0...ListeningSockets.most).map { Self.line("00000000:0016", inode: "\($0)") }.joined()
        let facts = try Self.fixture(tcp: Self.heading + many).facts(of: ListenersCollector())
        #expect(facts.values.allSatisfy { $0.missing?.contains("more than") == true })
    }

    @Test func `damaged tables of sockets cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(17))
        let table = Array((Self.heading + Self.line("0100007F:0016", inode: "100") + Self.line("0:0", inode: "2")).utf8)
        for _ in 0..<FuzzEffort.rounds(300) {
            let fixture = try Fixture(["/proc/thread-self/net/udp": "", "/proc/1/x": ""])
            try fixture.write("/proc/thread-self/net/tcp", bytes: Mutation.of(table, with: &random))
            #expect(try ListeningSockets(fixture.machine).sockets.count <= 10)
        }
    }
}
