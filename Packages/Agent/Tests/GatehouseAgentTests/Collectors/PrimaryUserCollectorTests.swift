import GatehouseModel
import Testing

@testable import GatehouseAgent

struct PrimaryUserCollectorTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/bash
        ada:x:1000:1000::/home/ada:/bin/bash
        bob:x:1001:1001::/home/bob:/bin/bash
        """

    private static func observe(_ entries: [LoginEntry], passwd: String = passwd) throws -> Fact? {
        let fixture = try Fixture(["/etc/passwd": passwd])
        if !entries.isEmpty { try fixture.write("/var/log/wtmp", bytes: entries.flatMap(\.bytes)) }
        return try fixture.facts(of: PrimaryUserCollector())["users.primary"]
    }

    private static func session(_ user: String, from: UInt32, to: UInt32, line: String = "tty1") -> [LoginEntry] {
        [
            LoginEntry(.login, user: user, line: line, at: from), LoginEntry(.logout, user: "", line: line, at: to),
        ]
    }

    @Test func `it is who was signed in for the most time, not most often`() throws {
        let fact = try Self.observe(
            Self.session("ada", from: 100, to: 200) + Self.session("ada", from: 300, to: 400)
                + Self.session("bob", from: 500, to: 5000))
        #expect(fact?.value == .text("bob") && fact?.evidence.contains("1 other user on record") == true)
    }

    @Test func `root is nobody's name`() throws {
        let fact = try Self.observe(Self.session("root", from: 1, to: 9000) + Self.session("ada", from: 1, to: 2))
        #expect(fact?.value == .text("ada"))
    }

    @Test func `a user of a directory counts, too`() throws {
        #expect(try Self.observe(Self.session("carol", from: 1, to: 99))?.value == .text("carol"))
    }

    @Test func `a session ends when the system stops, and at a power cut with the last record`() throws {
        let stopped = [
            LoginEntry(.login, user: "ada", line: "tty1", at: 100),
            LoginEntry(.shutdown, user: "shutdown", line: "~", at: 200),
        ]
        let cut = [
            LoginEntry(.login, user: "ada", line: "tty1", at: 300), LoginEntry(.logout, user: "", line: "x", at: 400),
            LoginEntry(.boot, user: "reboot", line: "~", at: 90_000),
        ]
        let fact = try Self.observe(stopped + cut + Self.session("bob", from: 100_000, to: 100_300))
        #expect(fact?.value == .text("bob"))
    }

    @Test func `who is still signed in is so until now`() throws {
        let open = [LoginEntry(.login, user: "ada", line: "tty1", at: 1_700_000_000)]
        #expect(try Self.observe(Self.session("bob", from: 1, to: 10_000) + open)?.value == .text("ada"))
    }

    @Test func `without sessions it is the only account, and of two neither`() throws {
        let one = "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/bash\n"
        #expect(try Self.observe([], passwd: one)?.value == .text("ada"))
        #expect(try Self.observe([])?.isAbsent == true)
        #expect(try Self.observe(Self.session("root", from: 1, to: 2))?.isAbsent == true)
    }

    @Test func `a clock that went backwards credits nothing`() throws {
        #expect(try Self.observe(Self.session("ada", from: 500, to: 100))?.isAbsent == true)
    }

    @Test func `a log that is no file leaves it unknown`() throws {
        let fixture = try Fixture(["/etc/passwd": Self.passwd, "/var/log/wtmp/x": ""])
        #expect(try fixture.facts(of: PrimaryUserCollector())["users.primary"]?.missing != nil)
    }

    @Test func `damaged session records cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(5))
        for _ in 0..<FuzzEffort.rounds(30) {
            let entries = (0..<40).flatMap { Self.session("u\($0)", from: $0, to: $0 * 2, line: "l\($0)") }
            let fixture = try Fixture(["/etc/passwd": Self.passwd])
            try fixture.write("/var/log/wtmp", bytes: Mutation.of(entries.flatMap(\.bytes), with: &random))
            #expect(try fixture.facts(of: PrimaryUserCollector()).count == 1)
        }
    }

    @Test func `times are those that last reckons`() throws {
        let fixture = try Fixture(["/etc/passwd": Self.passwd])
        let entries =
            Self.session("ada", from: 1_700_000_000, to: 1_700_003_600)
            + Self.session("bob", from: 1_700_010_000, to: 1_700_020_800)
        try fixture.write("/var/log/wtmp", bytes: entries.flatMap(\.bytes))
        let lines = try Tool.last.output("-f", fixture.path + "/var/log/wtmp").split(separator: "\n")
        let durations = lines.compactMap { line -> (String, String)? in
            let words = line.split(separator: " ").map(String.init)
            guard let last = words.last, last.hasPrefix("("), let user = words.first else { return nil }
            return (last, user)
        }
        let longest = try #require(durations.max { $0.0 < $1.0 })
        #expect(try fixture.facts(of: PrimaryUserCollector())["users.primary"]?.value == .text(longest.1))
    }
}
