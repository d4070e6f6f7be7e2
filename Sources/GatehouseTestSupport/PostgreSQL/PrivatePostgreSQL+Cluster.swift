import Foundation
import GatehouseModel
import Glibc
import Synchronization

extension PrivatePostgreSQL {
    /// Whoever owns nothing: PostgreSQL refuses to run as root.
    static let nobody: UInt32 = 65_534

    var data: String { folder + "/data" }
    private var log: String { folder + "/log" }

    /// The folder of the newest version's programs.
    static func installed() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap(Int.init)
        for version in versions.sorted(by: >) {
            let folder = "\(root)/\(version)/bin"
            if access("\(folder)/postgres", X_OK) == 0, access("\(folder)/initdb", X_OK) == 0 { return folder }
        }
        throw ToolFailure(text: "PostgreSQL is not installed\nhint: scripts/packages.sh test")
    }

    func makeCluster(_ durability: Durability) throws {
        try runUnprivileged([
            "\(binaries)/initdb", "-D", data, "-U", Self.owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync", "--no-instructions",
        ])
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let pki = try TestPKI(now: now)
        let certificate = try pki.issue(.localServer)
        try (pki.rootPEM + "\n" + pki.intermediatePEM).write(toFile: rootsFile, atomically: true, encoding: .utf8)
        try give("server.pem", certificate.chainPEM)
        try give("server.key", certificate.keyPEM)
        try give(
            "data/pg_hba.conf",
            """
            local all all trust
            local replication all trust
            host all worker 127.0.0.1/32 scram-sha-256
            host all all 127.0.0.1/32 trust
            host all all ::1/128 trust

            """)
        let waits =
            durability == .full
            ? "wal_level = replica\nmax_wal_senders = 4\n"
            : "wal_level = minimal\nmax_wal_senders = 0\nfsync = off\nsynchronous_commit = on\nfull_page_writes = off\nautovacuum = off\n"
        try give(
            "data/postgresql.auto.conf",
            """
            listen_addresses = 'localhost'
            port = \(port)
            unix_socket_directories = '\(folder)'
            max_connections = 1000
            shared_buffers = '64MB'
            jit = off
            ssl = on
            ssl_cert_file = '\(folder)/server.pem'
            ssl_key_file = '\(folder)/server.key'
            \(waits)
            """)
    }

    /// Starts the server and waits until it answers; after a crash it waits for what the last one left to end.
    public func start() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            try await Self.blocking { [self] in try launch() }
            while ContinuousClock.now < deadline, watchdog.withLock({ $0?.isRunning ?? false }) {
                if (try? await ask("SELECT 1")) == "1" { return }
                try await Task.sleep(for: .milliseconds(30))
            }
            guard ContinuousClock.now < deadline else {
                let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw ToolFailure(text: "PostgreSQL does not start: \(words.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Kills the server's first process, as an operator never would; the others end by themselves.
    public func kill() async throws {
        try await Self.blocking { [self] in
            let text = try String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
            guard let id = text.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
                throw ToolFailure(text: "no process of PostgreSQL is known")
            }
            Glibc.kill(id, SIGKILL)
            watchdog.withLock { $0?.awaitEnd() }
        }
    }

    /// Ends the server at once; what was committed is there when it starts again.
    public func stop() async throws {
        try await Self.blocking { [self] in
            try runUnprivileged(["\(binaries)/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
            watchdog.withLock { $0?.awaitEnd() }
        }
    }

    private static var unprivileged: [String] {
        geteuid() == 0 ? ["setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"] : []
    }

    func runUnprivileged(_ words: [String]) throws {
        let process = try ToolProcess(
            Self.unprivileged + words, in: "/", output: folder + "/tool.log", environment: Self.variables)
        guard process.wait() == 0 else {
            let said = (try? String(contentsOfFile: folder + "/tool.log", encoding: .utf8)) ?? ""
            throw ToolFailure(text: "\(words[0]): \(said)")
        }
    }

    private static let variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]

    /// A file that the server reads, for its user alone.
    func give(_ name: String, _ text: String) throws {
        let path = "\(folder)/\(name)"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        chmod(path, 0o600)
        if geteuid() == 0 { chown(path, Self.nobody, Self.nobody) }
    }

    private func launch() throws {
        var ends = [Int32](repeating: -1, count: 2)
        // No other program that a test starts may inherit an end: it would hold it open.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw ToolFailure(text: "no pipe") }
        defer { close(ends[0]) }
        let script = """
            exec 3<&0
            "$@" </dev/null >>\(log) 2>&1 3<&- &
            server=$!
            (cat <&3 >/dev/null; touch \(folder)/over; kill -QUIT $server) >/dev/null 2>&1 &
            guard=$!
            exec 3<&-
            wait $server
            if [ -e \(folder)/over ]; then umount -l \(data) 2>/dev/null; rm -rf \(folder); else kill $guard; fi
            """
        // In a session of its own: what ends all of a terminal's programs would end the one that tidies up.
        let words = ["setsid", "sh", "-c", script, "sh"] + Self.unprivileged + ["\(binaries)/postgres", "-D", data]
        let process = try ToolProcess(
            words, in: "/", output: folder + "/watchdog.log", environment: Self.variables, input: ends[0])
        watchdog.withLock { $0 = Watchdog(process: process, pipe: ends[1]) }
    }
}
