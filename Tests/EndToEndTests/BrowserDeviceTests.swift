import Foundation
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    /// A real Chromium with a real store of certificates, whose agent gave it one, as an account that is not root's.
    @Suite struct BrowserDeviceTests {
        @Test(.timeLimit(.minutes(5)))
        func `Chromium proves its device without asking, one without a certificate none, and a revoked device none`()
            async throws
        {
            let server = try await RunningServer()
            let agent = try TestAgent("browsing")
            try await agent.enrol(at: server)
            let person = try Person()
            let running = try agent.run(under: person.signedIn)
            try await wait(upTo: .seconds(60), "the browser should get its certificate: \(running.complaints)") {
                try #require(!running.hasEnded, "\(running.complaints)")
                return running.complaints.contains("`tester` has a browser certificate until")
            }
            let device = try #require(try await server.devices().first).id
            try await person.trust(server.roots, at: person.home)
            let proven = try await person.deviceCheck(of: server, on: running)
            #expect(proven.contains("\"id\":\"\(device)\"") && proven.contains("\"account\":\"tester\""), "\(proven)")
            #expect(proven.contains("\"assurance\":\"selfReported\""))

            let without = try person.makeHome("without")
            try await person.trust(server.roots, at: without)
            let unproven = try await person.deviceCheck(of: server, on: running, home: without)
            #expect(unproven.contains("the browser showed no certificate"), "\(unproven)")

            // What somebody copied is still there when the agent has removed its own.
            let copy = try await person.copyHome()
            let machine = ["nsenter", "--mount", "--root", "--target", "\(running.id)"]
            let policy = "/etc/chromium/policies/managed/gatehouse.json"
            let kept = person.folder.file("policy.json")
            _ = try await Program.run(machine + ["cp", "--preserve", policy, kept])
            let elsewhere = try ChildProcess(machine + ["sleep", "600"], name: "elsewhere", in: person.folder.path)
            defer { elsewhere.signal(SIGKILL) }
            try await server.admin("device", "revoke", agent.name, "--reason", "lost")
            #expect(try await running.end(within: .seconds(60)) != 0)
            let back = [
                "nsenter", "--mount", "--root", "--target", "\(elsewhere.id)", "cp", "--preserve", kept, policy,
            ]
            #expect(try await Program.run(back).status == 0)
            let revoked = try await person.deviceCheck(of: server, on: elsewhere, home: copy)
            #expect(revoked.contains("the certificate was revoked"), "\(revoked)")
            let left = try await person.certutil("-L", at: person.home)
            #expect(!left.contains("Gatehouse browser"), "\(left)")
            #expect(try await !person.certutil("-K", at: person.home).contains("ec "), "its key is gone with it")
        }

        @Test(.timeLimit(.minutes(5))) func `by a change of the settings every certificate and policy goes again`()
            async throws
        {
            let server = try await RunningServer()
            let agent = try TestAgent("browsing")
            try await agent.enrol(at: server)
            let person = try Person()
            let running = try agent.run(under: person.signedIn, further: ["--interval", "1s"])
            let policies = [
                "nsenter", "--mount", "--root", "--target", "\(running.id)", "ls", "/etc/chromium/policies/managed",
            ]
            try await wait(upTo: .seconds(60), "the browser should get its certificate: \(running.complaints)") {
                running.complaints.contains("has a browser certificate until")
            }
            #expect(try await Program.run(policies).output == "gatehouse.json\n")
            try await server.apply(
                """
                apiVersion: gatehouse/v1
                kind: TenantSettings
                metadata: {name: tenant}
                spec: {browserCertificates: none}
                """)
            try await wait(upTo: .seconds(60), "it should go again: \(running.complaints)") {
                running.complaints.contains("the browser certificate of `tester` is removed")
            }
            try await wait(upTo: .seconds(10), "the policy should go") {
                try await Program.run(policies).output.isEmpty
            }
            #expect(try await !person.certutil("-L", at: person.home).contains("Gatehouse browser"))
            running.signal(SIGTERM)
            #expect(try await running.end() == 0)
        }
    }
}

/// Somebody with a home and an account, signed in on a machine whose `/etc/passwd`, `/run` and policies are this test's.
private struct Person {
    /// Nobody's on this machine.
    private static let number: uid_t = 54_321
    let folder: TemporaryDirectory
    let home: String

    init() throws {
        folder = try TemporaryDirectory()
        try #require(chmod(folder.path, 0o711) == 0)
        home = folder.file("home")
        _ = try makeHome("home")
        try Data(Self.script.utf8).write(to: URL(filePath: folder.file("machine.sh")))
    }

    /// Runs what follows it on that machine.
    var signedIn: [String] {
        ["unshare", "--mount", "/bin/sh", folder.file("machine.sh"), folder.path, "\(Self.number)"]
    }

    private static let script = """
        set -e
        folder=$1 number=$2
        shift 2
        sed "\\$a tester:x:$number:$number::$folder/home:/bin/bash" /etc/passwd >"$folder/passwd"
        chmod 644 "$folder/passwd"
        mount --bind "$folder/passwd" /etc/passwd
        mount -t tmpfs -o mode=755 tmpfs /run
        mkdir -p /run/systemd/users
        # Browsers make a socket there, whose path must not be long.
        mkdir -m 1777 /run/tmp
        echo STATE=active >"/run/systemd/users/$number"
        mount -t tmpfs -o mode=755 tmpfs /etc/chromium
        exec "$@"

        """

    func makeHome(_ name: String) throws -> String {
        let path = folder.file(name)
        try #require(mkdir(path, 0o700) == 0 && chown(path, Self.number, Self.number) == 0)
        return path
    }

    /// The home as somebody would have it elsewhere, without what the browser itself keeps.
    func copyHome() async throws -> String {
        let copy = folder.file("copy")
        _ = try await Program.run(["cp", "--archive", home, copy])
        _ = try await Program.run(["rm", "-r", "\(copy)/profile"])
        return copy
    }

    /// Has browsers with this home trust the server's authority, as an organisation's own means would.
    func trust(_ roots: String, at home: String) async throws {
        if !FileManager.default.fileExists(atPath: "\(home)/.pki") {
            try #require(mkdir("\(home)/.pki", 0o700) == 0 && mkdir("\(home)/.pki/nssdb", 0o700) == 0)
            _ = try await certutil("-N", "--empty-password", at: home)
        }
        _ = try await certutil("-A", "-n", "root", "-t", "C,,", "-a", "-i", roots, at: home)
        _ = try await Program.run(["chown", "--recursive", "\(Self.number):\(Self.number)", "\(home)/.pki"])
    }

    func certutil(_ words: String..., at home: String) async throws -> String {
        try await Program.run(["certutil"] + words + ["-d", "sql:\(home)/.pki/nssdb"]).output
    }

    /// What a browser shows of `/device-check`, on the machine of `process`.
    func deviceCheck(
        of server: RunningServer, on process: ChildProcess, home: String? = nil
    ) async throws -> String {
        let home = home ?? self.home
        return try await Program.run(
            [
                "nsenter", "--mount", "--root", "--target", "\(process.id)", "setpriv", "--reuid", "\(Self.number)",
                "--regid",
                "\(Self.number)", "--clear-groups", "env", "-i", "HOME=\(home)", "TMPDIR=/run/tmp",
                "PATH=/usr/bin:/bin", "timeout", "60", "chromium", "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--user-data-dir=\(home)/profile", "--dump-dom",
                "\(server.url)/device-check",
            ], within: .seconds(90)
        ).output
    }
}
