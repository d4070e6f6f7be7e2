import Foundation
import Testing

@testable import GatehouseAgent

/// Random configurations, read by us and by `sshd -T`.
struct SSHServerDifferentialTests {
    private static let keywords = [
        "PermitRootLogin", "PasswordAuthentication", "PermitEmptyPasswords", "X11Forwarding",
    ]
    private static let users = ["root", "bob", "eve"]
    private static let addresses = ["10.1.2.3", "192.0.2.7", "2001:db8::5"]

    private static func setting(_ random: inout Seeded) -> String {
        let keyword = random.pick(keywords)
        let values =
            keyword == "PermitRootLogin"
            ? ["yes", "no", "prohibit-password", "without-password", "forced-commands-only"] : ["yes", "no"]
        let value = random.pick(values)
        let shape = random.pick([
            "\(keyword) \(value)", "  \(keyword.lowercased())=\(value)", "\(keyword) \"\(value)\"",
        ])
        return shape + random.pick(["", "", " # remark", "\t"])
    }

    private static func match(_ random: inout Seeded) -> String {
        let criteria = [
            "User \(random.pick(["root", "bob,eve", "!bob,*", "b?b", "*"]))",
            "Address \(random.pick(["10.0.0.0/8", "192.0.2.*", "!10.1.2.3,*", "2001:db8::/32", "10.1.2.3"]))",
            "Host \(random.pick(["client.example", "*.example", "!CLIENT.example,*"]))",
            "LocalPort \(random.pick(["22", "2222"]))", "LocalAddress \(random.pick(["192.0.2.1", "192.0.2.0/28"]))",
        ]
        if Int.random(in: 0..<8, using: &random) == 0 { return "Match all" }
        let count = Int.random(in: 1...2, using: &random)
        return "Match " + criteria.shuffled(using: &random).prefix(count).joined(separator: " ")
    }

    private static func lines(_ random: inout Seeded, include: String?) -> String {
        var lines = [String]()
        for _ in 0..<Int.random(in: 1...9, using: &random) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1: lines.append(match(&random))
            case 2: lines.append(include.map { "Include \($0)" } ?? "# nothing")
            default: lines.append(setting(&random))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What `sshd -T` says for one connection, by keyword in lower case.
    private static func effective(_ file: String, user: String, address: String) throws -> [String: String] {
        // Its service makes the folder, which is never started where only tests run.
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        let who = "user=\(user),host=client.example,addr=\(address),laddr=192.0.2.1,lport=22"
        let output = try Tool.sshd.output("-T", "-f", file, "-C", who)
        let pairs = output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    private static func value(_ configuration: SSHServerConfiguration, _ keyword: String, _ connection: SSHConnection)
        throws -> String
    {
        switch keyword {
        case "PermitRootLogin":
            let value = try configuration.weakestRootLogin(for: connection).value
            return value == "prohibit-password" ? "without-password" : value
        default:
            let isDefault = keyword == "PasswordAuthentication"
            let found = try configuration.weakestFlag(keyword.lowercased(), for: connection, defaultValue: isDefault)
            return found.value ? "yes" : "no"
        }
    }

    @Test func `effective settings and the weakest of them agree with sshd`() throws {
        try requireRoot()
        var random = Seeded(42)
        let strength = ["yes": 0, "without-password": 1, "forced-commands-only": 2, "no": 3]
        for round in 0..<50 {
            let folder = try Fixture()
            let file = "\(folder.path)/sshd_config"
            try folder.write("extra/a.conf", Self.lines(&random, include: nil))
            try folder.write("extra/b.conf", Self.lines(&random, include: nil))
            let text = Self.lines(&random, include: "\(folder.path)/extra/*.conf")
            try folder.write("sshd_config", text)
            let configuration = try SSHServerConfiguration(Machine(), path: file)
            for _ in 0..<2 {
                let (user, address) = (random.pick(Self.users), random.pick(Self.addresses))
                let theirs = try Self.effective(file, user: user, address: address)
                let connection = SSHConnection(
                    user: user, host: "client.example", address: address, localAddress: "192.0.2.1", localPort: 22)
                for keyword in Self.keywords {
                    let expected = try #require(theirs[keyword.lowercased()])
                    let ours = try Self.value(configuration, keyword, connection)
                    #expect(ours == expected, "round \(round), \(keyword) for \(user) from \(address):\n\(text)")
                    let anybody = keyword == "PermitRootLogin" ? SSHConnection(user: user) : SSHConnection()
                    let weakest = try Self.value(configuration, keyword, anybody)
                    #expect(try #require(strength[weakest]) <= #require(strength[expected]), "round \(round): \(text)")
                }
            }
        }
    }

    @Test func `this machine's settings are those of sshd`() throws {
        let configuration = try SSHServerConfiguration(Machine())
        let theirs = try Self.effective(SSHServerConfiguration.path, user: "root", address: "192.0.2.7")
        let connection = SSHConnection(
            user: "root", host: "client.example", address: "192.0.2.7", localAddress: "192.0.2.1", localPort: 22)
        for keyword in Self.keywords {
            #expect(try Self.value(configuration, keyword, connection) == theirs[keyword.lowercased()])
        }
        #expect(try configuration.ports().map(String.init).contains(try #require(theirs["port"])))
    }
}
