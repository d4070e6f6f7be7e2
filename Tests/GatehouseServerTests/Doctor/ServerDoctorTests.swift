import Foundation
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct ServerDoctorTests {
    private let folder: TemporaryDirectory
    private let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

    init() throws {
        folder = try TemporaryDirectory()
        chmod(folder.path, 0o700)
    }

    private func examine(
        _ extra: [Setting: String] = [:], isThorough: Bool = false, ready reason: String? = nil, in days: Int64 = 0
    ) async -> [String: Diagnosis] {
        let ports = Dictionary(
            Setting.all.filter { $0.name.lowercased().hasSuffix("port") }.map { ($0, "0") }
        ) { first, _ in first }
        let flags = ports.merging([.dataDir: folder.path]) { $1 }.merging(extra) { $1 }
        let report = await ServerDoctor(flags: flags, environment: [:], isThorough: isThorough) { _, _ in reason }
            .examine(at: now + .seconds(days * 86_400))
        return Dictionary(report.diagnoses.map { ($0.check, $0) }) { first, _ in first }
    }

    private func write(_ text: String, _ name: String, mode: mode_t = 0o600) throws {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        chmod(folder.file(name), mode)
    }

    @Test func `a wrong setting is the only thing that is said`() async {
        let found = await examine([Setting.all.first { $0.name == "port" } ?? .dataDir: "many"])
        #expect(found["settings"]?.standing == .broken)
        #expect(found.count == 1)
    }

    @Test func `a fresh folder is doubtful and not broken`() async {
        let found = await examine()
        #expect(found["data folder"]?.standing == .good)
        #expect(found["database"]?.standing == .doubtful)
        #expect(found["server"]?.standing == .doubtful)
        #expect(found.values.allSatisfy { $0.standing != .broken })
    }

    @Test func `a folder that is not there ends the examination`() async {
        let found = await examine([.dataDir: folder.file("none")])
        #expect(found["data folder"]?.standing == .broken)
        #expect(found["database"] == nil)
    }

    @Test func `a folder and a token that others may read are broken`() async throws {
        try write("secret", "admin.token", mode: 0o644)
        chmod(folder.path, 0o755)
        let found = await examine()
        #expect(found["data folder"]?.mend == "chmod 700 \(folder.path)")
        #expect(found["keys"]?.mend == "chmod 600 \(folder.file("admin.token"))")
    }

    @Test func `a database of PostgreSQL is asked itself, and its password is not shown`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let url = server.url(try await server.makeDatabase())
        let found = await examine([.database: url])["database"]
        #expect(found?.standing == .good)
        #expect(found?.found.hasSuffix(", empty") == true, "\(found?.found ?? "")")
        let missing = await examine([.database: "postgresql://app:hunter2@127.0.0.1:1/nowhere"])["database"]
        #expect(missing?.standing == .broken)
        #expect(missing?.mend?.contains("PostgreSQL runs") == true)
        #expect(missing?.found.contains("hunter2") == false)
    }

    @Test func `a database that is none is broken`() async throws {
        try write("not a database at all", "gatehouse.sqlite")
        #expect(await examine()["database"]?.standing == .broken)
        try write("SQLite format 3\0 and more", "gatehouse.sqlite")
        #expect(await examine()["database"]?.standing == .broken)
    }

    /// A database of either engine with a tenant, as a server would leave it.
    private func database(_ engine: TestEngine) async throws -> (store: SQLStore, flags: [Setting: String]) {
        let store: SQLStore
        var flags = [Setting: String]()
        switch engine {
        case .sqlite: store = try await SQLStore.open(path: folder.file("gatehouse.sqlite"))
        case .postgresql:
            let server = try await PrivatePostgreSQL.shared()
            let url = server.url(try await server.makeDatabase())
            flags[.database] = url
            store = try await SQLStore.open(url: url)
        }
        try await store.addTenant(.test)
        return (store, flags)
    }

    @Test(arguments: TestEngine.allCases)
    func `a database that is well is looked at beside the server that has it open`(_ engine: TestEngine) async throws {
        let (store, flags) = try await database(engine)
        let found = await examine(flags)
        for check in ["database", "jobs", "notices", "device clocks", "sealing key"] {
            #expect(found[check]?.standing == .good, "\(check): \(found[check]?.found ?? "not looked at")")
        }
        #expect(found["database"]?.found.contains("schema 1") == true)
        #expect(found["integrity"] == nil)
        let thorough = await examine(flags, isThorough: true)
        #expect(thorough["integrity"]?.standing == .good)
        try await store.close()
        #expect(await examine(flags)["jobs"]?.standing == .good)
    }

    @Test(arguments: TestEngine.allCases)
    func `a job that is stuck is told with its kind, tenant, age, attempts and last error`(_ engine: TestEngine)
        async throws
    {
        let (store, flags) = try await database(engine)
        let due = now - .seconds(7200)
        let job = Job(
            id: JobID(high: 1, low: 1), tenant: Tenant.test.id, kind: "tenant.delete", subject: "x", dueAt: due)
        try await store.write(Tenant.test.id) { try $0.schedule(job) }
        #expect(try await store.condition(at: now).backlogs.map(\.due) == [1, 0])
        let claimed = try await store.claimJobs(queue: .jobs, now: due, until: due + .seconds(60), limit: 1)
        try await store.write(Tenant.test.id) {
            try $0.retry(claimed[0], dueAt: due, because: "no room\nat all")
        }
        let backlog = try await store.condition(at: now).backlogs[0]
        #expect(backlog.due == 1 && backlog.oldestDue == due && backlog.failing == 1)
        let found = try #require(await examine(flags)["jobs"])
        #expect(found.standing == .doubtful)
        #expect(
            found.found == "1 stuck: tenant.delete x of `test`, due for 2h, 1 attempts, last error: no room at all")
        // A lease that a dead node left.
        _ = try await store.claimJobs(queue: .jobs, now: now - .seconds(4000), until: now - .seconds(3600), limit: 1)
        #expect(await examine(flags)["jobs"]?.found.contains("its node stopped 1h ago") == true)
        try await store.close()
    }

    @Test(arguments: TestEngine.allCases)
    func `a sealed authority that this machine's key does not open is broken`(_ engine: TestEngine) async throws {
        let (store, flags) = try await database(engine)
        try await store.write(Tenant.test.id) { [now] in
            try $0.save(sealedAuthority: [UInt8](repeating: 7, count: 64), at: now)
        }
        try await store.close()
        let found = try #require(await examine(flags)["sealing key"])
        #expect(found.standing == .broken)
        #expect(found.found.hasPrefix("`\(folder.file("secrets.key"))` is missing"))
        let key = String(repeating: "0", count: 64)
        try write(key, "secrets.key")
        let other = try #require(await examine(flags)["sealing key"])
        #expect(other.standing == .broken)
        #expect(
            other.found == "`\(folder.file("secrets.key"))`: the key does not open the authority of `test`")
        let given = flags.merging([.secretsKeyFile: folder.file("elsewhere")]) { $1 }
        let missing = await examine(given)["sealing key"]
        #expect(missing?.found.hasPrefix("`\(folder.file("elsewhere"))` is missing") == true)
        try write(key, "elsewhere", mode: 0o644)
        let open = await examine(given)
        #expect(open["keys"]?.mend == "chmod 600 \(folder.file("elsewhere"))")
        #expect(open["sealing key"]?.found.contains("does not open") == true)
    }

    @Test func `a PostgreSQL that may lose what was acknowledged, or has no connections left, is told`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase()
        let found = await examine([.database: server.url(name)])
        // The tests' own server keeps nothing through a loss of power.
        #expect(found["durability"]?.standing == .broken)
        #expect(found["durability"]?.mend?.contains("ALTER SYSTEM SET fsync = on") == true)
        #expect(found["connections"]?.standing == .good)
        #expect(found["replication"]?.standing == .good)
        // The tests give the doctor no PATH.
        #expect(found["backup programs"]?.found == "`pg_dump` is not installed here")
        #expect(found["database clock"]?.standing == .good)
        try await server.ask("ALTER DATABASE \(name) CONNECTION LIMIT 3")
        #expect(await examine([.database: server.url(name)])["connections"]?.standing == .broken)
    }

    @Test func `a folder whose data was in PostgreSQL is not taken for an empty one`() async throws {
        try write("postgresql://db/gatehouse", "database.url")
        #expect(await examine()["database"]?.found == "the data was in PostgreSQL last, and the settings name none")
    }

    @Test func `a certificate is doubtful before its end and broken after it, with what to do`() async throws {
        let pki = try TestPKI(now: now)
        var leaf = TestPKI.Leaf.localServer
        leaf.notAfter = now + .seconds(100 * 86_400)
        try write(pki.rootPEM, "ca.pem")
        try write(try pki.issue(leaf).chainPEM, "server.pem")
        // The root and the intermediate end after ten years.
        let expected: [(Int64, String, Diagnosis.Standing)] = [
            (0, "server certificate", .good), (85, "server certificate", .good), (87, "server certificate", .doubtful),
            (101, "server certificate", .broken), (3580, "authority", .good), (3600, "authority", .doubtful),
            (3651, "authority", .broken), (3200, "root", .good), (3300, "root", .doubtful), (3651, "root", .broken),
        ]
        for (days, check, standing) in expected {
            let found = await examine(in: days)[check]
            #expect(found?.standing == standing, "\(check) in \(days) days: \(found?.found ?? "nothing")")
            #expect(standing == .good || found?.mend != nil, "\(check) in \(days) days")
        }
        try write("rubbish", "ca.pem")
        #expect(await examine()["root"]?.standing == .broken)
    }

    @Test func `whatever a server depends on is looked at`() async {
        let found = await examine()
        #expect(
            Set(found.keys).isSuperset(of: [
                "settings", "data folder", "keys", "disk", "database", "server certificate", "authority", "root",
                "ports",
                "server", "clock", "open files",
            ]))
    }

    @Test func `a server that holds the folder is asked whether it is ready`() async throws {
        let held = try DataFolder(path: folder.path)
        try write("https://127.0.0.1:1\n", "server.url")
        try write("pem", "ca.pem")
        #expect(await examine()["server"]?.standing == .good)
        #expect(await examine(ready: "stale")["server"]?.found.contains("stale") == true)
        withExtendedLifetime(held) {}
    }

    @Test func `a port that is taken is broken`() async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> UInt16 in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                guard bind(descriptor, raw, length) == 0, listen(descriptor, 1) == 0,
                    getsockname(descriptor, raw, &length) == 0
                else { return 0 }
                return pointer.pointee.sin_port.bigEndian
            }
        }
        #expect(await examine([.port: String(port)])["ports"]?.standing == .broken)
    }
}
