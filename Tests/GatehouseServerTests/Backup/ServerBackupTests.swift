import Foundation
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct ServerBackupTests {
    private let parent: TemporaryDirectory
    private let store: SQLStore
    private let now = Instant(seconds: 1_800_000_000)

    init() async throws {
        parent = try TemporaryDirectory()
        let data = parent.file("data")
        _ = try DataFolder(path: data)
        store = try await SQLStore.open(path: "\(data)/gatehouse.sqlite")
        try await store.addTenant(Tenant(id: TenantID(high: 1, low: 1), name: "one", createdAt: now))
        try FileManager.default.createDirectory(
            atPath: "\(data)/agent-releases/1.0.0", withIntermediateDirectories: true)
        for name in ["server.key", "agent-releases/1.0.0/release.json", "secrets.key"] {
            try write("a key", "data/\(name)", mode: 0o600)
        }
        try write("a certificate", "data/ca.pem", mode: 0o644)
        try write("", "data/server.url", mode: 0o644)
    }

    private var backup: ServerBackup { ServerBackup(dataFolder: parent.file("data")) }

    private func write(_ text: String, _ name: String, mode: Int) throws {
        try text.write(toFile: parent.file(name), atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: parent.file(name))
    }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: parent.file(name))[.posixPermissions] as? Int
    }

    private func refusal(_ body: () async throws -> Void) async -> String {
        await (#expect(throws: ConfigurationError.self) { try await body() })?.message ?? ""
    }

    @Test func `a backup beside an open store is restored with every file, its mode and every row`() async throws {
        let made = try await backup.make(in: parent.file("backup"), at: now)
        #expect(made.files == 5 && made.madeAt == now.description)
        #expect(try mode("backup") == 0o700)
        // What comes after the backup is not in it.
        try await store.addTenant(Tenant(id: TenantID(high: 1, low: 2), name: "two", createdAt: now))
        let restored = try await ServerBackup(dataFolder: parent.file("new/data")).restore(from: parent.file("backup"))
        #expect(restored == made)
        #expect(try mode("new/data") == 0o700 && mode("new/data/agent-releases/1.0.0/release.json") == 0o600)
        #expect(try mode("new/data/ca.pem") == 0o644 && mode("new/data/gatehouse.sqlite") == 0o600)
        #expect(
            try String(contentsOfFile: parent.file("new/data/agent-releases/1.0.0/release.json"), encoding: .utf8)
                == "a key")
        #expect(!FileManager.default.fileExists(atPath: parent.file("new/data/server.url")))
        let copy = try await SQLStore.open(path: parent.file("new/data/gatehouse.sqlite"))
        #expect(try await copy.tenants().map(\.name) == ["one"])
        try await copy.close()
    }

    @Test func `nothing is overwritten, neither by a backup nor by a restore`() async throws {
        _ = try await backup.make(in: parent.file("backup"), at: now)
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("backup"), at: now) }.hasSuffix(
                "is there already"))
        #expect(await refusal { _ = try await backup.restore(from: parent.file("backup")) }.hasSuffix("is not empty"))
    }

    @Test func `a folder that is there and empty is filled, and stays what it was`() async throws {
        let made = try await backup.make(in: parent.file("backup"), at: now)
        try FileManager.default.createDirectory(
            atPath: parent.file("volume/lost+found"), withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: parent.file("volume"))
        #expect(try await ServerBackup(dataFolder: parent.file("volume")).restore(from: parent.file("backup")) == made)
        #expect(try mode("volume") == 0o750)
        #expect(try String(contentsOfFile: parent.file("volume/secrets.key"), encoding: .utf8) == "a key")
        #expect(!FileManager.default.fileExists(atPath: parent.file("volume/.partial")))
    }

    @Test func `a data folder behind a link is backed up whole`() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: parent.file("link"), withDestinationPath: parent.file("data"))
        #expect(
            try await ServerBackup(dataFolder: parent.file("link")).make(in: parent.file("backup"), at: now).files == 5)
    }

    @Test func `a link in the data folder is refused, since it would be missing`() async throws {
        try FileManager.default.moveItem(atPath: parent.file("data/secrets.key"), toPath: parent.file("key"))
        try FileManager.default.createSymbolicLink(
            atPath: parent.file("data/secrets.key"), withDestinationPath: parent.file("key"))
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("backup"), at: now) }.contains(
                "secrets.key` is a link"))
    }

    @Test func `a folder without the keys is not backed up as if it were whole`() async throws {
        try FileManager.default.removeItem(atPath: parent.file("data/secrets.key"))
        let message = await refusal { _ = try await backup.make(in: parent.file("backup"), at: now) }
        #expect(message.contains("secrets.key` is missing"))
    }

    @Test func `a key that is kept elsewhere is not in the backup, which says where it is`() async throws {
        try FileManager.default.moveItem(atPath: parent.file("data/secrets.key"), toPath: parent.file("key"))
        let elsewhere = try ServerBackup(
            flags: [.dataDir: parent.file("data"), .secretsKeyFile: parent.file("key")], environment: [:])
        let made = try await elsewhere.make(in: parent.file("backup"), at: now)
        #expect(made.files == 4)
        #expect(made.remarks == ["secrets.key is not in it: kept at \(FolderFiles.resolved(parent.file("key")))"])
    }

    @Test func `a file of the manifest's name in the data folder is left out`() async throws {
        try write("{}", "data/manifest.json", mode: 0o600)
        #expect(try await backup.make(in: parent.file("backup"), at: now).files == 5)
        let other = ServerBackup(dataFolder: parent.file("other"))
        #expect(try await other.restore(from: parent.file("backup")).files == 5)
    }

    @Test func `a folder whose data is in PostgreSQL is refused whatever the settings say`() async throws {
        try write("postgresql://db/gatehouse", "data/database.url", mode: 0o600)
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("backup"), at: now) }
                == "the data is in PostgreSQL, and its URL is not given")
    }

    @Test func `a backup into the data folder is refused`() async throws {
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("data/backup"), at: now) }.contains(
                "lies in the data"))
        try FileManager.default.createSymbolicLink(
            atPath: parent.file("link"), withDestinationPath: parent.file("data"))
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("link/new/backup"), at: now) }.contains(
                "lies in the data"))
    }

    @Test(arguments: ["gatehouse.sqlite", "server.key"])
    func `a backup that was changed restores nothing`(name: String) async throws {
        _ = try await backup.make(in: parent.file("backup"), at: now)
        let handle = try #require(FileHandle(forUpdatingAtPath: parent.file("backup/\(name)")))
        try handle.seek(toOffset: 2)
        try handle.write(contentsOf: Data("?".utf8))
        try handle.close()
        let other = ServerBackup(dataFolder: parent.file("other"))
        #expect(
            await refusal { _ = try await other.restore(from: parent.file("backup")) }.hasSuffix(
                "is not what was backed up"))
        #expect(!FileManager.default.fileExists(atPath: parent.file("other")))
    }

    @Test func `a backup that lacks a file restores nothing`() async throws {
        _ = try await backup.make(in: parent.file("backup"), at: now)
        try FileManager.default.removeItem(atPath: parent.file("backup/ca.pem"))
        let other = ServerBackup(dataFolder: parent.file("other"))
        #expect(await refusal { _ = try await other.restore(from: parent.file("backup")) }.contains("cannot be read"))
        #expect(!FileManager.default.fileExists(atPath: parent.file("other")))
    }

    @Test(arguments: ["../outside", "/etc/shadow", "a//b", ""])
    func `a manifest that leads out of the folder is refused`(path: String) throws {
        let file = BackupManifest.File(path: path, size: 0, sha256: "", mode: 0o600)
        #expect(BackupManifest(try BackupManifest(madeAt: now, files: [file]).text) == nil)
    }

    @Test func `a folder that is no backup says so`() async throws {
        #expect(
            await refusal {
                _ = try await ServerBackup(dataFolder: parent.file("other")).restore(from: parent.file("data"))
            }
            .hasSuffix("is no backup: it has no manifest.json"))
    }

    @Test func `a damaged database is not backed up as if it were whole`() async throws {
        try await store.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: parent.file("data/gatehouse.sqlite")))
        let size = try handle.seekToEnd()
        for page in stride(from: UInt64(4096), to: size, by: 4096 * 3) {
            try handle.seek(toOffset: page)
            try handle.write(contentsOf: Data(repeating: 0xAA, count: 512))
        }
        try handle.close()
        #expect(
            await refusal { _ = try await backup.make(in: parent.file("backup"), at: now) }.contains("gatehouse.sqlite")
        )
        #expect(!FileManager.default.fileExists(atPath: parent.file("backup")))
        #expect(!FileManager.default.fileExists(atPath: parent.file("backup.partial")))
    }
}
