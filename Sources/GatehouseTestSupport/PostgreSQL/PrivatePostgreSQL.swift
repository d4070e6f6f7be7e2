import Dispatch
import Foundation
import GatehouseModel
import GatehouseStorage
import Glibc
import Synchronization

/// A real PostgreSQL of a test's own: its own folder, socket and loopback port, without privileges, with TLS.
///
/// A watchdog holds a pipe from the test process and ends the server when that closes, however the process ended.
public final class PrivatePostgreSQL: Sendable {
    /// How the server keeps what it is given.
    public enum Durability: Sendable {
        /// As in production.
        case full
        /// Without waiting for the disk: for tests that end no server.
        case none
    }

    /// The superuser, who needs no password on the socket.
    static let owner = "gatehouse"

    let folder: String
    let port: Int
    let binaries: String
    /// The roots that its certificate for `localhost` chains to, as PEM in a file.
    public let rootsFile: String
    let watchdog = Mutex<Watchdog?>(nil)
    private let count = Atomic(0)
    /// Databases with the newest schema and no rows, which nobody uses.
    let emptied = Mutex<[String]>([])
    /// What tells the template's schema from another.
    let schema = Mutex<String?>(nil)

    /// The shell that ends when the server ends, and ends the server when nobody holds the pipe any more.
    struct Watchdog {
        var process: ToolProcess
        var pipe: Int32
        private(set) var hasEnded = false

        init(process: ToolProcess, pipe: Int32) {
            self.process = process
            self.pipe = pipe
        }

        var isRunning: Bool { !hasEnded && process.status == nil }

        mutating func awaitEnd() {
            guard !hasEnded else { return }
            process.wait()
            hasEnded = true
            letGo()
        }

        mutating func letGo() {
            if pipe >= 0 { close(pipe) }
            pipe = -1
        }
    }

    /// Makes a cluster and starts it; fails with what to install when there is no PostgreSQL.
    public convenience init(durability: Durability = .full) async throws {
        try await self.init { try $0.makeCluster(durability) }
    }

    /// Starts what `make` made in its folder.
    init(_ make: @escaping @Sendable (PrivatePostgreSQL) throws -> Void) async throws {
        binaries = try Self.installed()
        try await Self.blocking { Self.removeLeftovers() }
        folder = "/tmp/\(Self.prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))"
        port = try FreePorts.take(1)[0]
        rootsFile = folder + "/roots.pem"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        if geteuid() == 0 { chown(folder, Self.nobody, Self.nobody) }
        try await Self.blocking { [self] in try make(self) }
        try await start()
    }

    deinit {
        watchdog.withLock { $0?.letGo() }
        // The watchdog of a server that runs removes the folder, once it has ended the server.
        if watchdog.withLock({ $0?.hasEnded ?? true }) { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// The one that the whole test process shares.
    public static func shared() async throws -> PrivatePostgreSQL { try await SharedPostgreSQL.instance.server() }

    /// Over the Unix socket, as the superuser.
    public func url(_ database: String) -> String {
        "postgresql://\(Self.owner)@/\(database)?host=\(folder)&port=\(port)"
    }

    /// Where its socket is.
    public var socket: String { "\(folder)/.s.PGSQL.\(port)" }

    /// Over TCP; `options` follow the question mark.
    public func networkURL(_ database: String, user: String = "gatehouse", options: String = "") -> String {
        "postgresql://\(user)@localhost:\(port)/\(database)\(options.isEmpty ? "" : "?")\(options)"
    }

    /// A name that no other database of the server has.
    func freshName() -> String { "test_\(count.add(1, ordering: .relaxed).newValue)" }

    /// Makes an empty database and answers its name.
    public func makeDatabase(_ further: String = "") async throws -> String {
        let name = freshName()
        try await ask("CREATE DATABASE \(name) \(further)")
        return name
    }

    /// What `psql` answers, one row a line, `|` between columns.
    @discardableResult
    public func ask(_ statement: String, in database: String = "postgres") async throws -> String {
        try await Self.blocking { [self] in try question(statement, in: database) }
    }

    /// The schema as `pg_dump` writes it, without comments and settings of the session.
    public func schema(of database: String) async throws -> String {
        let text = try await Self.blocking { [self] in
            try output(of: ["pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-d", url(database)])
        }
        let noise = ["--", "SET ", "SELECT pg_catalog", "\\"]
        let lines = text.split(separator: "\n").filter { line in !noise.contains { line.hasPrefix($0) } }
        return lines.map { "\($0)\n" }.joined()
    }

    func question(_ statement: String, in database: String) throws -> String {
        try output(of: ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database), "-c", statement])
    }

    private func output(of words: [String]) throws -> String {
        let file = "\(folder)/answer-\(UInt64.random(in: 0 ... .max))"
        defer { unlink(file) }
        let program = try ToolProcess(
            ["\(binaries)/\(words[0])"] + words.dropFirst(), in: "/", output: file, environment: [])
        let hasWorked = program.wait() == 0
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        guard hasWorked else { throw ToolFailure(text: "\(words[0]): \(text)") }
        return text.trimmingCharacters(in: .newlines)
    }

    /// Runs what waits for other programs away from the threads of the concurrency runtime.
    static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// The server that all tests of a process share, with a database that has the schema.
actor SharedPostgreSQL {
    static let instance = SharedPostgreSQL()
    static let template = "gatehouse_template"

    private var starting: Task<PrivatePostgreSQL, any Error>?

    func server() async throws -> PrivatePostgreSQL {
        if let starting { return try await starting.value }
        let task = Task {
            let server = try await PrivatePostgreSQL(durability: .none)
            try await server.ask("CREATE DATABASE \(Self.template)")
            try await SQLStore.open(url: server.url(Self.template)).close()
            return server
        }
        starting = task
        return try await task.value
    }
}
