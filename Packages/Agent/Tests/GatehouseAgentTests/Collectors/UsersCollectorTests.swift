import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct UsersCollectorTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/bash
        daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
        alice:x:1000:1000:Alice,,,:/home/alice:/bin/zsh
        bob:x:1001:1001::/home/bob:
        old:abJnggxhB/yWI:1002:1002::/home/old:/bin/sh
        open::1003:1003::/home/open:/bin/sh
        +nis::::::
        broken:x:notanumber:0::/:/bin/sh
        short:x:5
        """
    private static let shadow = """
        root:*:19000:0:99999:7:::
        daemon:*:19000:0:99999:7:::
        alice:$y$j9T$abc$def:19000:0:99999:7:::
        bob::19000:0:99999:7:::
        """

    private static func rows(_ facts: [FactKey: Fact]) -> [String: [String: FactValue]] {
        let rows = facts["users.accounts"]?.value?.rows ?? []
        return Dictionary(rows.map { ($0["name"]?.text ?? "", $0) }) { first, _ in first }
    }

    @Test func `accounts with their shells and passwords, malformed lines left out`() throws {
        let fixture = try Fixture(["/etc/passwd": Self.passwd, "/etc/group": "", "/etc/shadow": Self.shadow])
        let facts = try fixture.facts(of: UsersCollector())
        let rows = Self.rows(facts)
        #expect(rows.keys.sorted() == ["alice", "bob", "daemon", "old", "open", "root"])
        #expect(
            rows.mapValues { $0["password"]?.text } == [
                "root": "locked", "daemon": "locked", "alice": "set", "bob": "none", "old": "set", "open": "none",
            ])
        #expect(rows["daemon"]?["interactive"] == .boolean(false) && rows["bob"]?["interactive"] == .boolean(true))
        #expect(facts["users.interactiveCount"]?.value == .integer(5))
        #expect(facts["users.emptyPasswordCount"]?.value == .integer(2))
        #expect(facts["users.weakHashCount"]?.value == .integer(1))
    }

    @Test func `without shadow nobody's password is guessed`() throws {
        let fixture = try Fixture(["/etc/passwd": Self.passwd, "/etc/group": ""])
        let facts = try fixture.facts(of: UsersCollector())
        #expect(facts["users.emptyPasswordCount"]?.missing != nil)
        #expect(Self.rows(facts)["alice"]?["password"] == nil)
        #expect(try Fixture().facts(of: UsersCollector())["users.accounts"]?.missing != nil)
    }

    @Test func `accounts of a directory are said to be missing`() throws {
        let fixture = try Fixture([
            "/etc/passwd": Self.passwd, "/etc/group": "",
            "/etc/nsswitch.conf": "passwd: files [NOTFOUND=return] sss # x",
        ])
        let evidence = try fixture.facts(of: UsersCollector())["users.accounts"]?.evidence
        #expect(evidence?.hasSuffix("accounts of sss are not listed") == true)
    }

    @Test func `this machine's accounts are those of getent, their passwords as passwd tells`() throws {
        try requireRoot()
        let rows = Self.rows(try facts(of: UsersCollector()))
        let theirs = try Tool.getent.output("-s", "files", "passwd").split(separator: "\n").map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count == theirs.count)
        for fields in theirs {
            let row = try #require(rows[fields[0]])
            #expect(row["userID"]?.description == fields[2] && row["shell"]?.text == fields[6])
        }
        let letters = ["set": "P", "locked": "L", "none": "NP"]
        for line in try Tool.passwd.output("--status", "--all").split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            #expect(rows[words[0]]?["password"]?.text.flatMap { letters[$0] } == words[1], "\(words[0])")
        }
    }
}
