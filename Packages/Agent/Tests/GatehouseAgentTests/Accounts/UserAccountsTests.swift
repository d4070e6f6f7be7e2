import GatehouseModel
import Testing

@testable import GatehouseAgent

struct UserAccountsTests {
    @Test func `the accounts of this machine are those of getent`() throws {
        let theirs = try Tool.getent.output("-s", "files", "passwd").split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
        let ours = try UserAccounts(Machine()).accounts
        #expect(ours.map(\.name) == theirs.map { $0[0] })
        #expect(ours.map { String($0.identifier) } == theirs.map { $0[2] })
        #expect(ours.map(\.home) == theirs.map { $0[5] })
    }

    @Test func `people are in the range of login defs and have a shell`() throws {
        let fixture = try Fixture([
            "/etc/passwd": """
            root:x:0:0:root:/root:/bin/bash
            ada:x:500:500:Ada,,,:/home/ada:/bin/zsh
            robot:x:501:501::/:/usr/sbin/nologin
            nobody:x:65534:65534::/nonexistent:/bin/sh
            +nis:x:502:502::/:/bin/sh
            short:x:503
            wrong:x:abc:1::/:/bin/sh
            empty:x:504:504::/:
            """,
            "/etc/login.defs": "# UID_MIN 1\nUID_MIN\t500\nUID_MAX 60000\nUID_MAX none\n",
        ])
        let accounts = try UserAccounts(fixture.machine)
        #expect(accounts.ofPeople.map(\.name) == ["ada", "empty"])
        #expect(accounts.name(of: 0) == "root" && accounts.name(of: 9) == nil)
    }

    @Test func `damaged accounts cause no crashes`() throws {
        let line = Array("ada:x:1000:1000:Ada,,,:/home/ada:/bin/zsh\n".utf8)
        var random = Seeded(FuzzEffort.seed(11))
        for _ in 0..<FuzzEffort.rounds(300) {
            var bytes = line + line
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            let fixture = try Fixture()
            try fixture.write("/etc/passwd", bytes: bytes)
            #expect(try UserAccounts(fixture.machine).accounts.count <= 4)
        }
    }
}
