import Testing

@testable import GatehouseAgent

struct SSHServerConfigurationTests {
    private static func configuration(_ main: String, _ others: [String: String] = [:]) throws -> SSHServerConfiguration
    {
        var files = ["/etc/ssh/sshd_config": main]
        for (name, text) in others { files["/etc/ssh/\(name)"] = text }
        let fixture = try Fixture(files)
        return try withExtendedLifetime(fixture) { try SSHServerConfiguration(fixture.machine) }
    }

    @Test func `an empty file has the defaults`() throws {
        let configuration = try Self.configuration("# nothing\n\n")
        #expect(try configuration.weakestRootLogin().value == "prohibit-password")
        #expect(try configuration.weakestFlag("passwordauthentication", defaultValue: true).value)
        #expect(try configuration.ports() == [22])
    }

    @Test func `the first value wins, in any case and with an equals sign`() throws {
        let configuration = try Self.configuration("PASSWORDauthentication=no\nPasswordAuthentication yes\n")
        #expect(try !configuration.weakestFlag("passwordauthentication", defaultValue: true).value)
    }

    @Test func `an included file stands where its include stands`() throws {
        let configuration = try Self.configuration(
            "Include sshd_config.d/*.conf\nPermitRootLogin yes\n",
            [
                "sshd_config.d/20.conf": "PermitRootLogin yes\n", "sshd_config.d/10.conf": "permitrootlogin no\n",
                "sshd_config.d/05.off": "PermitRootLogin yes\n",
            ])
        let found = try configuration.weakestRootLogin()
        #expect(found.value == "no" && found.place.contains("10.conf:1"))
    }

    @Test func `a match grants what the rest refuses`() throws {
        let configuration = try Self.configuration(
            "PasswordAuthentication no\nMatch Address 10.0.0.0/8,!10.1.0.0/16 # office\n  PasswordAuthentication yes\n")
        #expect(try configuration.weakestFlag("passwordauthentication", defaultValue: true).value)
        let inside = configuration.values(
            of: "passwordauthentication", for: SSHConnection(address: "10.2.0.1"), defaultValue: "yes")
        let excluded = configuration.values(
            of: "passwordauthentication", for: SSHConnection(address: "10.1.0.1"), defaultValue: "yes")
        #expect(inside.map(\.arguments) == [["yes"]] && excluded.map(\.arguments) == [["no"]])
    }

    @Test func `a match that holds for all hides the rest`() throws {
        let configuration = try Self.configuration("X11Forwarding yes\nMatch all\nX11Forwarding no\n")
        #expect(try !configuration.weakestFlag("x11forwarding", defaultValue: false).value)
    }

    @Test func `a match for other users does not concern root`() throws {
        let text = "PermitRootLogin no\nMatch User bob,r?ot2\nPermitRootLogin yes\n"
        #expect(try Self.configuration(text).weakestRootLogin().value == "no")
        let wildcard = "PermitRootLogin no\nMatch User *\nPermitRootLogin forced-commands-only\n"
        #expect(try Self.configuration(wildcard).weakestRootLogin().value == "forced-commands-only")
    }

    @Test func `a match of the includer holds around the included, and ends with the file`() throws {
        let configuration = try Self.configuration(
            "Include a.conf\nX11Forwarding no\nMatch User bob\nInclude b.conf\n",
            [
                "a.conf": "Match User eve\nPermitEmptyPasswords no\n",
                "b.conf": "X11Forwarding yes\nMatch Address 192.0.2.1\nPermitEmptyPasswords yes\n",
            ])
        let bob = SSHConnection(user: "bob", address: "192.0.2.1")
        let elsewhere = SSHConnection(user: "bob", address: "192.0.2.2")
        let eve = SSHConnection(user: "eve", address: "192.0.2.1")
        let empty = { (connection: SSHConnection) in
            configuration.values(of: "permitemptypasswords", for: connection, defaultValue: "no")[0].arguments
        }
        #expect(empty(bob) == ["yes"] && empty(elsewhere) == ["no"] && empty(eve) == ["no"])
        #expect(configuration.values(of: "x11forwarding", for: eve, defaultValue: "no")[0].arguments == ["no"])
        #expect(configuration.values(of: "x11forwarding", for: bob, defaultValue: "no")[0].arguments == ["yes"])
    }

    @Test func `a file that includes itself is refused`() throws {
        #expect(throws: MachineError.self) { try Self.configuration("Include sshd_config\n") }
    }

    @Test(arguments: ["Match user", "Match all user x", "PermitRootLogin \"yes"])
    func `what sshd would not start with is refused`(line: String) throws {
        #expect(throws: MachineError.self) { try Self.configuration(line + "\n") }
    }

    @Test func `a value that is none is refused`() throws {
        let configuration = try Self.configuration("PermitRootLogin maybe\nX11Forwarding 1\n")
        #expect(throws: MachineError.self) { try configuration.weakestRootLogin() }
        #expect(throws: MachineError.self) { try configuration.weakestFlag("x11forwarding", defaultValue: false) }
    }

    @Test(
        arguments: [
            ("Port 2222\nPort 22\nPort 2222\n", [22, 2222]), ("ListenAddress 0.0.0.0\nPort 24\n", [24]),
            ("ListenAddress 127.0.0.1:2200\n", [2200]), ("ListenAddress [::1]:2201\nListenAddress ::1\n", [22, 2201]),
            ("ListenAddress host:23 rdomain x\nPort 99\n", [23]), ("ListenAddress [2001:db8::1]\n", [22]),
        ] as [(String, [Int64])])
    func `ports are those that it listens on`(text: String, ports: [Int64]) throws {
        #expect(try Self.configuration(text).ports() == ports)
    }

    @Test(arguments: [
        ("a*", "abc", true), ("a?c", "abc", true), ("a?c", "ac", false), ("*b*c", "abxbc", true),
        ("x,!abc,*", "abc", false),
        ("!abc", "xyz", false), ("*", "", true), ("", "a", false),
    ])
    func `patterns match as in ssh_config`(list: String, text: String, expected: Bool) {
        #expect(SSHPattern.list(list, matches: text) == expected)
    }
}
