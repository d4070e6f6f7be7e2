import Foundation
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct PostgreSQLBackupTests {
    private let parent: TemporaryDirectory
    private let server: PrivatePostgreSQL
    private let url: String
    private let now = Instant(seconds: 1_800_000_000)

    init() async throws {
        parent = try TemporaryDirectory()
        server = try await PrivatePostgreSQL.shared()
        url = server.url(try await server.makeDatabase())
        for (name, text) in ["ca.pem": "a certificate", "secrets.key": "a key", "database.url": "where"] {
            try FileManager.default.createDirectory(
                atPath: parent.file("data"), withIntermediateDirectories: true)
            try text.write(toFile: parent.file("data/\(name)"), atomically: false, encoding: .utf8)
        }
    }

    private func backup(
        _ folder: String = "data", to url: String? = nil, environment: [String: String] = [:]
    ) -> ServerBackup {
        let inherited = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
        return ServerBackup(
            dataFolder: parent.file(folder), database: url ?? self.url,
            environment: inherited.merging(environment) { $1 })
    }

    private func refusal(_ body: () async throws -> Void) async -> ConfigurationError {
        await (#expect(throws: ConfigurationError.self) { try await body() }) ?? ConfigurationError(message: "")
    }

    private func tenant(_ number: UInt64) -> Tenant {
        Tenant(id: TenantID(high: 7, low: number), name: "tenant-\(number)", createdAt: now)
    }

    private func names(at url: String) async throws -> Set<String> {
        let store = try await SQLStore.open(url: url)
        defer { Task { try? await store.close() } }
        return Set(try await store.tenants().map(\.name))
    }

    /// A program of PostgreSQL's that says and does what the test wants, and writes down how it was called.
    private func pretend(_ name: String, _ script: String) throws -> [String: String] {
        let folder = parent.file("bin")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "#!/bin/sh\n\(script)\n".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        chmod("\(folder)/\(name)", 0o755)
        return ["PATH": "\(folder):/usr/bin:/bin"]
    }

    @Test func `under writes, a backup holds all that was acknowledged before it began, and is restored whole`()
        async throws
    {
        let store = try await SQLStore.open(url: url)
        for number in 1...20 { try await store.addTenant(tenant(UInt64(number))) }
        let writing = Task {
            var number: UInt64 = 21
            while !Task.isCancelled {
                try await store.addTenant(tenant(number))
                number += 1
            }
            return number
        }
        let made = try await backup().make(in: parent.file("backup"), at: now)
        writing.cancel()
        let last = try await writing.value
        #expect(made.files == 3 && made.madeAt == now.description)
        try await store.close()

        let other = server.url(try await server.makeDatabase())
        let restored = try await backup("new", to: other).restore(from: parent.file("backup"))
        #expect(restored.files == 3 && restored.place?.contains("test_") == true)
        let found = try await names(at: other)
        #expect(found.isSuperset(of: (1...20).map { "tenant-\($0)" }))
        // Nothing half: what is in it is a beginning of what was written.
        #expect(found == Set((1...found.count).map { "tenant-\($0)" }) && found.count < last)
        #expect(try String(contentsOfFile: parent.file("new/secrets.key"), encoding: .utf8) == "a key")
        #expect(try String(contentsOfFile: parent.file("new/database.url"), encoding: .utf8) != "where")
    }

    @Test func `a database that is not empty stays as it is, and no folder is made`() async throws {
        try await SQLStore.open(url: url).close()
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let error = await refusal { _ = try await backup("new").restore(from: parent.file("backup")) }
        #expect(error.message.contains("is not empty: it has `"))
        #expect(!FileManager.default.fileExists(atPath: parent.file("new")))
        let alone = await refusal { _ = try await backup().restore(from: parent.file("backup"), .databaseAlone) }
        #expect(alone.message.contains("is not empty: it has `"))
    }

    @Test func `the database alone is restored for nodes whose folders are whole`() async throws {
        let store = try await SQLStore.open(url: url)
        try await store.addTenant(tenant(1))
        try await store.close()
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let other = server.url(try await server.makeDatabase())
        _ = try await backup(to: other).restore(from: parent.file("backup"), .databaseAlone)
        #expect(try await names(at: other) == ["tenant-1"])
        #expect(try String(contentsOfFile: parent.file("data/database.url"), encoding: .utf8) == "where")
    }

    @Test func `settings that came back and name another database are told, without its password`() async throws {
        try await SQLStore.open(url: url).close()
        try "database: postgresql://app:hunter2@old.example/gatehouse\n".write(
            toFile: parent.file("data/gatehouse.yaml"), atomically: false, encoding: .utf8)
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let other = server.url(try await server.makeDatabase())
        let restored = try await backup("new", to: other).restore(from: parent.file("backup"))
        let remark = try #require(restored.remarks.first)
        #expect(remark.contains("names postgresql://app@old.example/gatehouse, and the data is in postgresql://"))
    }

    @Test func `a program that is newer than the server is told with what to install`() async throws {
        try await SQLStore.open(url: url).close()
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let newer = try pretend(
            "pg_restore",
            """
            case $1 in --single-transaction)
                echo 'pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "x"' >&2
                exit 1
            esac
            exec /usr/bin/pg_restore "$@"
            """)
        let other = server.url(try await server.makeDatabase())
        let error = await refusal {
            _ = try await backup("new", to: other, environment: newer).restore(from: parent.file("backup"))
        }
        #expect(error.message.contains("is newer than the database's server"))
        #expect(error.hint?.contains("of the server's own major version") == true)
    }

    @Test func `a damaged dump restores nothing`() async throws {
        try await SQLStore.open(url: url).close()
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let handle = try #require(FileHandle(forUpdatingAtPath: parent.file("backup/gatehouse.dump")))
        try handle.seek(toOffset: try handle.seekToEnd() / 2)
        try handle.write(contentsOf: Data("?".utf8))
        try handle.close()
        let name = try await server.makeDatabase()
        let error = await refusal {
            _ = try await backup("new", to: server.url(name)).restore(from: parent.file("backup"))
        }
        #expect(error.message.hasSuffix("gatehouse.dump` is not what was backed up"))
        #expect(try await server.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", in: name) == "0")
    }

    @Test func `a program that is missing, or older than the database, is told with what to install`() async throws {
        try await SQLStore.open(url: url).close()
        let missing = await refusal {
            _ = try await backup(environment: ["PATH": parent.path]).make(in: parent.file("backup"), at: now)
        }
        #expect(missing.message == "`pg_dump` is not installed here")
        #expect(missing.hint?.contains("apt install postgresql-client") == true)
        let older = try pretend(
            "pg_dump",
            """
            echo 'pg_dump: error: aborting because of server version mismatch' >&2
            echo 'pg_dump: detail: server version: 99.1; pg_dump version: 15.2' >&2
            exit 1
            """)
        let error = await refusal {
            _ = try await backup(environment: older).make(in: parent.file("backup"), at: now)
        }
        #expect(error.message.contains("is older than the database or the dump"))
        #expect(error.message.contains("server version: 99.1"))
        #expect(!FileManager.default.fileExists(atPath: parent.file("backup.partial")))
    }

    @Test func `a dump that lacks what was acknowledged, or ends early, is no backup`() async throws {
        let empty = server.url(try await server.makeDatabase())
        try await SQLStore.open(url: empty).close()
        _ = try await backup(to: empty).make(in: parent.file("older"), at: now)
        let store = try await SQLStore.open(url: url)
        try await store.addTenant(tenant(1))
        try await store.write(tenant(1).id) { try $0.save(DeviceRecord.numbered(1)) }
        try await store.close()
        let copying = "for word; do case $word in --file=*) cp \(parent.file("older/gatehouse.dump"))"
        let older = try pretend("pg_dump", "\(copying) \"${word#--file=}\";; esac; done")
        let error = await refusal {
            _ = try await backup(environment: older).make(in: parent.file("backup"), at: now)
        }
        #expect(error.message == "the dump ends at change 0, and 1 was acknowledged before it began")
        let cut = try pretend(
            "pg_dump",
            "for word; do case $word in --file=*) head -c 9000 \(parent.file("older/gatehouse.dump"))"
                + " > \"${word#--file=}\";; esac; done")
        let early = await refusal {
            _ = try await backup(environment: cut).make(in: parent.file("backup"), at: now)
        }
        #expect(early.message.contains("pg_restore"))
    }

    @Test func `no password stands in the list of processes`() async throws {
        let name = try await server.makeDatabase()
        try await SQLStore.open(url: server.url(name)).close()
        try await server.ask("CREATE ROLE dumper LOGIN SUPERUSER PASSWORD 'hunt er''2'", in: name)
        let secret = server.networkURL(name, user: "dumper:hunt%20er%272", options: "sslrootcert=\(server.rootsFile)")
        let words = parent.file("words")
        let spy = try pretend("pg_dump", "echo \"$@\" > \(words); exec /usr/bin/pg_dump \"$@\"")
        _ = try await backup(to: secret, environment: spy).make(in: parent.file("backup"), at: now)
        let said = try String(contentsOfFile: words, encoding: .utf8)
        #expect(said.contains("user='dumper'") && !said.contains("hunt"))
    }

    @Test func `a backup of SQLite's is carried over to PostgreSQL with every row`() async throws {
        let data = parent.file("sqlite")
        try FileManager.default.copyItem(atPath: parent.file("data"), toPath: data)
        try FileManager.default.removeItem(atPath: "\(data)/database.url")
        let store = try await SQLStore.open(path: "\(data)/gatehouse.sqlite")
        try await store.addTenant(tenant(1))
        for number in 1...3 { try await store.write(tenant(1).id) { try $0.save(DeviceRecord.numbered(number)) } }
        let newest = try await store.newestSequence()
        _ = try await backup("sqlite", to: "").make(in: parent.file("backup"), at: now)
        try await store.close()

        let restored = try await backup("new").restore(from: parent.file("backup"))
        #expect(restored.place != nil)
        #expect(!FileManager.default.fileExists(atPath: parent.file("new/gatehouse.sqlite")))
        let carried = try await SQLStore.open(url: url)
        #expect(try await carried.newestSequence() == newest)
        let device = try await carried.read(tenant(1).id) { try $0.device(.numbered(2)) }
        #expect(device == .numbered(2))
        // The feed goes on where it ended.
        try await carried.write(tenant(1).id) { try $0.save(DeviceRecord.numbered(4)) }
        #expect(try await carried.newestSequence() == newest + 1)
        try await carried.close()
    }

    @Test func `a dump goes nowhere but to PostgreSQL`() async throws {
        try await SQLStore.open(url: url).close()
        _ = try await backup().make(in: parent.file("backup"), at: now)
        let error = await refusal { _ = try await backup("new", to: "").restore(from: parent.file("backup")) }
        #expect(error.hint == "name an empty database with --database")
    }
}
