import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct LastLoginsTests {
    private static func lastlog(_ seconds: UInt32, line: String) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: 292)
        for index in 0..<4 { record[index] = UInt8(truncatingIfNeeded: seconds >> (8 * UInt32(index))) }
        record.replaceSubrange(4..<4 + line.utf8.count, with: Array(line.utf8))
        return record
    }

    private static func fixture() throws -> Fixture {
        let fixture = try Fixture([
            "/etc/passwd": "alice:x:3:3::/:/bin/sh\nbob:x:4:4::/:/bin/sh\ncarol:x:4000000000:4::/:/bin/sh\n",
            "/etc/group": "", "/etc/shadow": "",
        ])
        let entries = [
            LoginEntry(.login, user: "alice", line: "pts/0", at: 1_770_091_506),
            LoginEntry(.login, user: "bob", line: "pts/1", at: 1_770_177_906),
            LoginEntry(.login, user: "bob", line: "pts/1", at: 1_770_000_000),
            LoginEntry(.logout, user: "bob", line: "pts/1", at: 1_770_300_000),
            LoginEntry(.login, user: "", line: "pts/2", at: 1_770_300_000),
        ]
        try fixture.write("/var/log/wtmp", bytes: entries.flatMap(\.bytes))
        try fixture.write(
            "/var/log/lastlog", bytes: [UInt8](repeating: 0, count: 3 * 292) + lastlog(1_800_000_000, line: "tty1"))
        return fixture
    }

    @Test func `the newer of wtmp and lastlog is an account's last sign-in, as last and lastlog tell`() throws {
        let fixture = try Self.fixture()
        let rows = try fixture.facts(of: UsersCollector())["users.accounts"]?.value?.rows ?? []
        #expect(rows.map { $0["lastLogin"]?.text } == ["2027-01-15T08:00:00Z", "2026-02-04T04:05:06Z", nil])
        let lastlog = try Tool.lastlog.output("--root", fixture.path, "--user", "alice")
        #expect(lastlog.contains("tty1") && lastlog.contains("2027"))
        let last = try Tool.last.output("--time-format", "iso", "-f", "\(fixture.path)/var/log/wtmp", "bob")
        let newest = last.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first { $0.hasPrefix("2026-") }.flatMap { Instant(String($0)) }
        }.max()
        #expect(newest == Instant("2026-02-04T04:05:06Z"))
    }

    @Test func `torn and mutated records cause no crashes`() throws {
        let fixture = try Self.fixture()
        let accounts = try UserAccounts(fixture.machine).accounts
        let wtmp = try fixture.machine.bytes("/var/log/wtmp")
        let lastlog = try fixture.machine.bytes("/var/log/lastlog")
        var random = Seeded(FuzzEffort.seed(3))
        for _ in 0..<FuzzEffort.rounds(300) {
            try fixture.write("/var/log/wtmp", bytes: Mutation.of(wtmp, with: &random))
            try fixture.write("/var/log/lastlog", bytes: Mutation.of(lastlog, with: &random))
            _ = LastLogins(machine: fixture.machine).newest(of: accounts)
        }
    }
}
