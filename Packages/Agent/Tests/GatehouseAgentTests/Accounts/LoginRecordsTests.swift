import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct LoginRecordsTests {
    private static func records(_ bytes: [UInt8], limit: Int = 16 << 20) throws -> (found: [LoginRecord], whole: Bool) {
        let fixture = try Fixture()
        try fixture.write("/var/log/wtmp", bytes: bytes)
        var found = [LoginRecord]()
        let records = LoginRecords(machine: fixture.machine, path: "/var/log/wtmp")
        let whole = try withExtendedLifetime(fixture) { try records.forEach(limit: limit) { found.append($0) } }
        return (found, whole)
    }

    @Test func `a log is read as utmpdump shows it`() throws {
        let entries = [
            LoginEntry(.boot, user: "reboot", line: "~", at: 1_700_000_000, host: "6.1.0-30"),
            LoginEntry(.login, user: "ada", line: "pts/0", at: 1_700_000_100, host: "192.0.2.7", process: 77),
            LoginEntry(.logout, user: "", line: "pts/0", at: 1_700_000_200, process: 77),
        ]
        let bytes = entries.flatMap(\.bytes)
        let fixture = try Fixture()
        try fixture.write("/wtmp", bytes: bytes)
        let lines = try Tool.utmpdump.output(fixture.path + "/wtmp").split(separator: "\n").map { line in
            line.split(separator: "[").map { $0.prefix { $0 != "]" }.trimmingCharacters(in: .whitespaces) }
        }
        let ours = try Self.records(bytes).found
        #expect(lines.count == ours.count && ours.count == 3)
        for (line, record) in zip(lines, ours) {
            #expect(Int32(line[1]) == record.process && line[3] == record.user)
            #expect(line[4] == record.line && line[5] == record.host)
            #expect(line[7].hasPrefix(record.at.description.dropLast()))
        }
        #expect(ours.map(\.kind) == [.boot, .login, .logout])
    }

    @Test func `a record cut off at the end is passed over`() throws {
        let entry = LoginEntry(.login, user: "ada", line: "tty1", at: 1).bytes
        let (found, whole) = try Self.records(entry + entry.dropLast(1))
        #expect(found.count == 1 && whole)
    }

    @Test func `of a large log the newest records are read`() throws {
        let bytes = (0..<1000).flatMap { LoginEntry(.login, user: "u\($0)", line: "tty1", at: UInt32($0)).bytes }
        let (found, whole) = try Self.records(bytes, limit: 10 * LoginRecords.recordSize)
        #expect(found.map(\.user) == (990..<1000).map { "u\($0)" } && !whole)
    }

    @Test func `text without an end and bytes that are no text cause no crashes`() throws {
        let long = String(repeating: "x", count: 400)
        let found = try Self.records(LoginEntry(.login, user: long, line: long, at: 0, host: long).bytes).found
        #expect(found.first.map { [$0.user.count, $0.line.count, $0.host.count] } == [32, 32, 256])
        var random = Seeded(FuzzEffort.seed(7))
        let noise = (0..<50 * LoginRecords.recordSize).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try Self.records(noise).found.count == 50)
    }

    @Test func `a log that is not there or is a folder is refused`() throws {
        let fixture = try Fixture(["/run/utmp/x": ""])
        for path in ["/var/log/wtmp", "/run/utmp"] {
            #expect(throws: MachineError.self) {
                try LoginRecords(machine: fixture.machine, path: path).forEach { _ in }
            }
        }
    }
}
