import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

@Suite(.serialized) struct SSHServerCollectorTests {
    private static let listening =
        "  0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0\n"

    /// A process with a socket among its descriptors.
    private static func addProcess(_ fixture: Fixture, _ identifier: Int, _ name: String, _ command: String) throws {
        try fixture.write("/proc/\(identifier)/comm", name + "\n")
        try fixture.write("/proc/\(identifier)/cmdline", command.replacing(" ", with: "\0"))
        try fixture.link("/proc/\(identifier)/fd/3", to: "socket:[4711]")
    }

    private static func fixture(_ configuration: String) throws -> Fixture {
        try Fixture([
            "/usr/sbin/sshd": "", "/etc/ssh/sshd_config": configuration, "/proc/net/tcp": "  sl local\n" + listening,
        ])
    }

    @Test func `without a server there is nothing to set`() throws {
        let facts = try Fixture(["/proc/net/tcp": ""]).facts(of: SSHServerCollector())
        #expect(facts["ssh.server.installed"]?.value == .boolean(false))
        #expect(facts["ssh.server.running"]?.value == .boolean(false))
        #expect(facts["ssh.server.permitRootLogin"]?.isAbsent == true)
    }

    @Test func `a server that listens and its settings are reported`() throws {
        let fixture = try Self.fixture(
            "PermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n")
        try Self.addProcess(fixture, 42, "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups")
        let facts = try fixture.facts(of: SSHServerCollector())
        #expect(facts["ssh.server.running"]?.value == .boolean(true))
        #expect(facts["ssh.server.running"]?.evidence == "sshd, process 42, listens on port 22")
        #expect(facts["ssh.server.permitRootLogin"]?.value == .text("no"))
        #expect(facts["ssh.server.passwordAuthentication"]?.value == .boolean(false))
        #expect(facts["ssh.server.port"]?.value == .list([.integer(22)]))
    }

    @Test func `a session or another program that listens is no server`() throws {
        let fixture = try Self.fixture("")
        try Self.addProcess(fixture, 42, "nginx", "nginx")
        try fixture.write("/proc/43/comm", "sshd\n")
        try fixture.link("/proc/43/fd/3", to: "socket:[99]")
        #expect(try fixture.facts(of: SSHServerCollector())["ssh.server.running"]?.value == .boolean(false))
    }

    @Test func `systemd may listen in its place`() throws {
        let fixture = try Self.fixture("")
        try Self.addProcess(fixture, 1, "systemd", "/sbin/init")
        let fact = try fixture.facts(of: SSHServerCollector())["ssh.server.running"]
        #expect(fact?.value == .boolean(true) && fact?.evidence.contains("systemd") == true)
    }

    @Test func `options on the command line make the file worthless`() throws {
        let fixture = try Self.fixture("PermitRootLogin no\n")
        try Self.addProcess(fixture, 42, "sshd", "sshd: /usr/sbin/sshd -D -oPermitRootLogin=yes [listener]")
        #expect(try fixture.facts(of: SSHServerCollector())["ssh.server.permitRootLogin"]?.missing != nil)
    }

    @Test func `keyboard-interactive with PAM is a password, too`() throws {
        let facts = try Self.fixture("PasswordAuthentication no\nUsePAM yes\n").facts(of: SSHServerCollector())
        #expect(facts["ssh.server.passwordAuthentication"]?.value == .boolean(true))
        let older = "PasswordAuthentication no\nUsePAM yes\nChallengeResponseAuthentication no\n"
        let other = try Self.fixture(older).facts(of: SSHServerCollector())
        #expect(other["ssh.server.passwordAuthentication"]?.value == .boolean(false))
    }

    @Test func `a file that sshd refuses makes settings unavailable`() throws {
        let facts = try Self.fixture("Match nobody\nPermitRootLogin yes\n").facts(of: SSHServerCollector())
        #expect(facts["ssh.server.permitRootLogin"]?.missing?.contains("line 1") == true)
    }

    @Test func `a real server is found, as ss finds it`() throws {
        try requireRoot()
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        let found = try NetworkNamespace.run {
            _ = try Tool.ip.output("link", "set", "lo", "up")
            let folder = try Fixture(["sshd_config": "Port 2201\nListenAddress 127.0.0.1\nPidFile none\n"])
            _ = try Tool.sshd.output("-f", "\(folder.path)/sshd_config")
            let listed = try Tool.ss.output("-H", "-l", "-t", "-n", "-p")
            let identifier = try #require(listed.firstMatch(of: /"sshd",pid=([0-9]+)/)).output.1
            defer { kill(pid_t(identifier) ?? 0, SIGTERM) }
            // /proc/net is the process's, this thread's namespace is another: look through the server's own.
            let view = try Fixture([
                "/proc/net/tcp": try String(contentsOfFile: "/proc/\(identifier)/net/tcp", encoding: .utf8)
            ])
            try view.link("/proc/\(identifier)", to: "/proc/\(identifier)")
            let process = try SSHServerProcess(machine: view.machine).listening(on: [2201])
            return (String(identifier), try #require(process))
        }
        #expect(found.1.evidence == "sshd, process \(found.0), listens on port 2201")
        #expect(found.1.commandLine.contains("-f"))
    }
}
