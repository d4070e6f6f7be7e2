import GatehouseModel
import Testing

@testable import GatehouseAgent

@Suite struct BrowserAccountTests {
    private static let accounts = """
        root:x:0:0:root:/root:/bin/bash
        daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
        anna:x:1000:1000::/home/anna:/bin/bash
        ben:x:1001:100::/home/ben:/bin/zsh
        cleo:x:1002:1002::/home/cleo:/bin/bash
        rootless:x:1003:1003::/:/bin/bash
        """

    @Test func `those are signed in whom logind has as active or online, and nobody of the system`() throws {
        let fixture = try Fixture([
            "etc/passwd": Self.accounts, "run/systemd/users/0": "STATE=active\n",
            "run/systemd/users/1": "STATE=active\n", "run/systemd/users/1000": "NAME=anna\nSTATE=active\n",
            "run/systemd/users/1001": "NAME=ben\nSTATE=online\n", "run/systemd/users/1002": "STATE=closing\n",
            "run/systemd/users/1003": "STATE=active\n", "run/systemd/users/4000": "STATE=active\n",
        ])
        #expect(
            BrowserAccount.signedIn(on: fixture.machine) == [
                BrowserAccount(name: "anna", uid: 1000, gid: 1000, home: "/home/anna"),
                BrowserAccount(name: "ben", uid: 1001, gid: 100, home: "/home/ben"),
            ])
    }

    @Test func `without logind, those are signed in who are in utmp`() throws {
        let fixture = try Fixture(["etc/passwd": Self.accounts])
        try fixture.write(
            "run/utmp",
            bytes: LoginEntry(.login, user: "ben", line: "tty1", at: 1).bytes
                + LoginEntry(.login, user: "root", line: "tty2", at: 1).bytes
                + LoginEntry(.logout, user: "anna", line: "tty3", at: 1).bytes)
        #expect(BrowserAccount.signedIn(on: fixture.machine).map(\.name) == ["ben"])
    }

    @Test func `without accounts nobody is signed in`() throws {
        #expect(try BrowserAccount.signedIn(on: Fixture().machine).isEmpty)
    }
}
