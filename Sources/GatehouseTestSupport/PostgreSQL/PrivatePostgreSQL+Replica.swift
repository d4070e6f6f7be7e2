import Foundation
import Glibc
import Synchronization

extension PrivatePostgreSQL {
    /// A streaming replica of this server; commits here wait for it where it is synchronous.
    public func makeReplica(isSynchronous: Bool) async throws -> PrivatePostgreSQL {
        let replica = try await PrivatePostgreSQL { [self] replica in
            try replica.runUnprivileged([
                "\(binaries)/pg_basebackup", "-h", folder, "-p", "\(port)", "-U", Self.owner, "-D", replica.data, "-R",
                "-X", "stream", "-c", "fast",
            ])
            let path = replica.data + "/postgresql.auto.conf"
            let settings = try String(contentsOfFile: path, encoding: .utf8)
            try replica.give(
                "data/postgresql.auto.conf",
                settings + "\nport = \(replica.port)\nunix_socket_directories = '\(replica.folder)'\nssl = off\n")
        }
        if isSynchronous {
            try await ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
            try await ask("SELECT pg_reload_conf()")
        }
        let state = isSynchronous ? "sync_state = 'sync'" : "state = 'streaming'"
        for _ in 0..<400 {
            if try await ask("SELECT count(*) FROM pg_stat_replication WHERE \(state)") == "1" { return replica }
            try await Task.sleep(for: .milliseconds(30))
        }
        throw ToolFailure(text: "the replica does not follow")
    }

    /// Cuts a replica off, which stays where it is.
    public func stopFollowing() async throws {
        try await ask("ALTER SYSTEM SET primary_conninfo = ''")
        try await ask("SELECT pg_reload_conf()")
        while try await ask("SELECT count(*) FROM pg_stat_wal_receiver") != "0" {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Makes a replica a server that takes writes, as what watches over a cluster does.
    public func promote() async throws { try await ask("SELECT pg_promote(true)") }

    /// Lets the server refuse writes without ending connections, or take them again.
    public func setReadOnly(_ isReadOnly: Bool) async throws {
        try await ask("ALTER SYSTEM SET default_transaction_read_only = \(isReadOnly ? "on" : "off")")
        try await ask("SELECT pg_reload_conf()")
    }

    /// A URL of several servers, over their Unix sockets.
    public static func url(_ database: String, of servers: [PrivatePostgreSQL]) -> String {
        let hosts = servers.map(\.folder).joined(separator: ",")
        let ports = servers.map { "\($0.port)" }.joined(separator: ",")
        return "postgresql://\(owner)@/\(database)?host=\(hosts)&port=\(ports)"
    }
}

/// A server whose data lie on a small filesystem in memory; needs root, and PostgreSQL may end when it is full.
extension PrivatePostgreSQL {
    private var filler: String { data + "/filler" }

    /// Makes one with so much room.
    public static func onSmallDisk(megabytes: Int) async throws -> PrivatePostgreSQL {
        try await PrivatePostgreSQL { server in
            mkdir(server.data, 0o700)
            let options = "size=\(megabytes)m,mode=0700,uid=\(nobody),gid=\(nobody)"
            guard mount("gatehouse-test", server.data, "tmpfs", 0, options) == 0 else {
                throw ToolFailure(text: "cannot mount: \(String(cString: strerror(errno)))")
            }
            try server.makeCluster(.full)
        }
    }

    /// Takes all the room that is left.
    public func fillDisk() {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0x20, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Gives the room back, and starts the server where it has ended, as its manager would.
    public func makeRoomOnDisk() async throws {
        unlink(filler)
        for _ in 0..<50 {
            if (try? await ask("SELECT 1")) == "1" { return }
            if !watchdog.withLock({ $0?.isRunning ?? false }) { return try await start() }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Takes the filesystem away; the server has ended.
    public func removeDisk() { umount2(data, Int32(MNT_DETACH)) }
}
