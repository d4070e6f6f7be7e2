import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct SudoersPolicyTests {
    private static let accounts = [
        "/etc/passwd": """
        root:x:0:0::/root:/bin/bash
        toor:x:0:0::/root:/bin/bash
        alice:x:1000:27::/home/alice:/bin/bash
        bob:x:1001:1001::/home/bob:/bin/bash
        carol:x:1002:1002::/home/carol:/bin/bash
        """,
        "/etc/group": "sudo:x:27:\nwheel:x:10:bob\nbob:x:1001:\n",
    ]

    private static func facts(_ files: [String: String]) throws -> [FactKey: Fact] {
        try Fixture(accounts.merging(files) { _, file in file }).facts(of: AdministratorsCollector())
    }

    /// Who may do what: `name all`, `name some`, with `!` where no password is asked for; the superusers left out.
    private static func authorities(_ sudoers: String, _ others: [String: String] = [:]) throws -> [String] {
        let facts = try facts(others.merging(["/etc/sudoers": sudoers]) { file, _ in file })
        let table = try #require(facts["administrators.accounts"])
        guard let rows = table.value?.rows else { return ["refused: \(table.missing ?? "")"] }
        return rows.filter { $0["through"] != .text("user id 0") }.map { row in
            "\(row["name"]?.text ?? "") \(row["commands"]?.text ?? "")\(row["passwordless"] == .boolean(true) ? "!" : "")"
        }
    }

    @Test(
        arguments: [
            ("%sudo ALL=(ALL:ALL) ALL", ["alice all"]),
            ("%#10 ALL = (ALL) NOPASSWD: ALL", ["bob all!"]),
            ("alice ALL=(root) /bin/ls\nalice ALL=(bob) NOPASSWD: ALL", ["alice some"]),
            ("alice ALL=/bin/ls, NOPASSWD: /bin/cat, PASSWD: /bin/id", ["alice some!"]),
            ("alice ALL=NOPASSWD: /bin/ls\nalice ALL=ALL", ["alice all"]),
            ("alice ALL=ALL\nalice ALL=!ALL", []),
            ("alice ALL=ALL, !/bin/su", ["alice all"]),
            ("ALL, !alice, !root ALL=ALL", ["bob all", "carol all"]),
            ("alice elsewhere=ALL : host, other = ALL", ["alice all"]),
            ("alice elsewhere=ALL", []),
            ("alice ALL,!host=ALL", []),
            ("alice 192.0.2.0/24=ALL", ["alice all"]),
            ("User_Alias A = alice, bob : B = !A, carol\nB ALL=ALL", ["carol all"]),
            ("Cmnd_Alias ANY = ALL\nRunas_Alias R = root\nHost_Alias H = host\nbob H=(R) ANY", ["bob all"]),
            ("Defaults !authenticate\nalice ALL=ALL\nbob ALL=PASSWD: ALL", ["alice all!", "bob all"]),
            ("Defaults:bob !authenticate\nalice, bob ALL=ALL", ["alice all", "bob all!"]),
            ("Defaults exempt_group=wheel\nalice, bob ALL=PASSWD: ALL", ["alice all", "bob all!"]),
            ("Defaults runas_default=bob\nalice ALL=ALL\ncarol ALL=(toor) ALL", ["carol all"]),
            ("alice ALL=() ALL\nbob ALL=(:wheel) ALL\ncarol ALL=(#0) ALL", ["carol all"]),
            ("#1000 ALL=ALL # comment\n#comment\n# 1 ALL=ALL", ["alice all"]),
            ("alice \\\n ALL = \\\n NOPASSWD : \\\n ALL", ["alice all!"]),
            ("alice ALL=sha256:aGVsbG8=, sha224:eA== /bin/ls, ALL", ["alice all"]),
            ("alice ALL=CWD=/home TIMEOUT=10m SETENV: NOPASSWD: ALL", ["alice all!"]),
            ("alice ALL=/bin/ls ^[a-z,:]+$, /bin/echo a\\,b\\:c", ["alice some"]),
            ("\"alice\" ALL=ALL\nb\\x6fb ALL=ALL", ["alice all"]),
            (
                "Defaults secure_path=\"/bin:/sbin\", env_keep += \"A B\", !lecture, passwd_tries=3\nbob ALL=ALL",
                ["bob all"]
            ),
            ("+admins ALL=ALL", []),
        ] as [(String, [String])])
    func `each line grants what sudo grants`(sudoers: String, expected: [String]) throws {
        #expect(try Self.authorities(sudoers) == expected)
    }

    @Test(arguments: [
        "alice", "alice ALL", "alice ALL=", "alice ALL=(root ALL", "alice ALL=ALL extra=x : y", "User_Alias = x",
        "User_Alias A alice", "\"alice ALL=ALL", "Defaults =", "alice ALL=NOPASSWD:", "@include", "alice = ALL",
    ])
    func `a line that is not understood makes the answer unknown, never empty`(sudoers: String) throws {
        let facts = try Self.facts(["/etc/sudoers": sudoers])
        #expect(facts["administrators.count"]?.missing != nil)
        #expect(facts["administrators.passwordlessSudo"]?.missing != nil)
        #expect(facts["administrators.superuserCount"]?.value == .integer(2))
    }

    @Test func `includes are followed in order, backups and names with dots left out`() throws {
        let authorities = try Self.authorities(
            "@include extra\n#include \"/etc/quoted name\"\n@includedir /etc/sudoers.d\n#includedir /none\n",
            [
                "/etc/extra": "alice ALL=ALL\n", "/etc/quoted name": "bob ALL=ALL\n",
                "/etc/sudoers.d/10-b": "bob ALL=!ALL\n", "/etc/sudoers.d/20-c": "carol ALL=NOPASSWD: ALL",
                "/etc/sudoers.d/README.md": "nonsense", "/etc/sudoers.d/x~": "nonsense",
            ])
        #expect(authorities == ["alice all", "carol all!"])
    }

    @Test func `includes that include themselves are refused`() throws {
        let facts = try Self.facts(["/etc/sudoers": "@include /etc/sudoers\n"])
        #expect(facts["administrators.count"]?.missing?.contains("nest too deep") == true)
        let folder = try Self.facts([
            "/etc/sudoers": "@includedir /etc/sudoers.d\n", "/etc/sudoers.d/a": "@includedir /etc/sudoers.d\n",
            "/etc/sudoers.d/b": "@includedir /etc/sudoers.d\n",
        ])
        #expect(folder["administrators.count"]?.missing?.contains("nest too deep") == true)
    }

    @Test func `aliases that lead in a circle match nobody`() throws {
        #expect(try Self.authorities("User_Alias A = B : B = A\nA ALL=ALL\nbob ALL=ALL") == ["bob all"])
        #expect(try Self.authorities("Cmnd_Alias A = B : B = A\nbob ALL=A\ncarol ALL=ALL") == ["carol all"])
    }

    @Test func `without sudo the superusers are the administrators`() throws {
        let facts = try Self.facts([:])
        #expect(facts["administrators.count"]?.value == .integer(2))
        #expect(facts["administrators.passwordlessSudo"]?.value == .boolean(false))
        #expect(try Fixture().facts(of: AdministratorsCollector())["administrators.count"]?.missing != nil)
    }

    @Test func `huge files, zero bytes and broken UTF-8 are survived`() throws {
        let huge = try Self.facts(["/etc/sudoers": String(repeating: "alice ALL=ALL\n", count: 100_000)])
        #expect(huge["administrators.count"]?.missing?.contains("more than") == true)
        let fixture = try Fixture(Self.accounts)
        try fixture.write("/etc/sudoers", bytes: [0, 0xFF, 0xC3] + Array(" ALL=ALL\nalice ALL=ALL\n".utf8))
        #expect(try fixture.facts(of: AdministratorsCollector())["administrators.count"]?.value == .integer(3))
    }

    @Test func `mutated files cause no crashes`() throws {
        let seeds = [
            "Defaults:alice,!bob !authenticate, secure_path=\"/bin:/x\"\nUser_Alias A = alice, %sudo : B = #1000\n",
            "A host = (root : wheel) NOPASSWD: SETENV: /bin/ls a\\,b, !/bin/su : ALL=(ALL) sha256:AA== ALL\n",
            "%sudo ALL=CWD=/tmp (ALL:ALL) ^/bin/.*$ ^[a-z]+$, ALL # end\n@includedir /etc/sudoers.d\n",
        ]
        let fixture = try Fixture(Self.accounts)
        try Mutation.forEach(of: [seeds.joined()] + seeds) { bytes in
            try fixture.write("/etc/sudoers", bytes: bytes)
            _ = AdministratorsCollector().collect(in: fixture.machine, at: now)
        }
    }
}
