import Foundation
public import GatehouseModel
import GatehouseService
import GatehouseStorage

/// Copies all that a server keeps into a folder, beside the running server, and puts such a copy back.
///
/// A backup is a folder with the data folder's files, the database (an SQLite file, or a dump of PostgreSQL's) and a
/// manifest of them all. It is there whole or not at all: it is made under another name first.
public struct ServerBackup: Sendable {
    /// The database's copy in a backup, while the data is in the data folder.
    static let database = "gatehouse.sqlite"
    /// The same while the data is in PostgreSQL: what `pg_dump` makes.
    static let dump = "gatehouse.dump"
    /// What a start makes anew, or what would be older than the database's copy.
    private static let leftOut: Set<String> = [
        "gatehouse.sqlite", "gatehouse.sqlite-wal", "gatehouse.sqlite-shm", "lock", "server.url",
        DataFolder.elsewhere, dump, BackupManifest.fileName,
    ]
    /// Without these a start would be refused, or nobody would be trusted who comes by the database's keys.
    private static let usuallyNeeded: Set<String> = ["ca.pem", "secrets.key"]

    /// What was copied.
    public struct Summary: Hashable, Sendable {
        /// When the copy of the database was begun, RFC 3339; what came later is not in it.
        public var madeAt: String
        /// Files in it, the database among them.
        public var files: Int
        /// Together, in bytes.
        public var bytes: Int64
        /// Where the data went that is not in the data folder; `nil` where it is there.
        public var place: String?
        /// What else whoever asked for it must know, each in a line.
        public var remarks: [String] = []
    }

    let dataFolder: String
    /// URL of PostgreSQL; empty is SQLite in the data folder.
    let url: String
    let environment: [String: String]
    private var needed = Self.usuallyNeeded
    /// The file of the sealing key, where that is not in the data folder.
    private var keyElsewhere: String?

    /// Names the server's folder and, where its data is not there, the URL of its database; nothing is opened yet.
    ///
    /// `environment` says where PostgreSQL's programs are, and is theirs; `nil` is this process's.
    public init(dataFolder: String, database url: String = "", environment: [String: String]? = nil) {
        self.dataFolder = FolderFiles.resolved(dataFolder)
        self.url = url
        self.environment = environment ?? ProcessInfo.processInfo.environment
    }

    /// Takes the data folder and the database from where `gatehouse serve` would.
    public init(flags: [Setting: String], environment: [String: String]) throws(ConfigurationError) {
        let configuration = try ConfigurationLoader(flags: flags, environment: environment).load()
        self.init(dataFolder: configuration.dataFolder, database: configuration.database, environment: environment)
        guard !configuration.secretsKeyFile.isEmpty else { return }
        let key = FolderFiles.resolved(configuration.secretsKeyFile)
        // Kept elsewhere, it is backed up there.
        needed.remove("secrets.key")
        if !key.hasPrefix(dataFolder + "/") { keyElsewhere = key }
    }

    /// Makes the backup; refuses a folder that is there already, and a database that is damaged or not to be found.
    public func make(in folder: String, at now: Instant) async throws -> Summary {
        let target = URL(fileURLWithPath: folder).standardizedFileURL.path
        let real = FolderFiles.resolvedAsFarAsThere(target)
        guard real != dataFolder, !real.hasPrefix(dataFolder + "/") else {
            throw ConfigurationError(
                message: "`\(target)` lies in the data folder, and would be part of the next backup",
                hint: "name a folder elsewhere, best on another disk")
        }
        try requireDatabase()
        let name = url.isEmpty ? Self.database : Self.dump
        return try await BackupDraft.filling(target, last: name) { draft in
            try await copyDatabase(to: "\(draft)/\(name)")
            let copied = try FolderFiles.measure("\(draft)/\(name)")
            var files = [BackupManifest.File(path: name, size: copied.size, sha256: copied.digest, mode: 0o600)]
            for path in try FolderFiles.paths(below: dataFolder)
            where !Self.leftOut.contains(path) && !path.hasSuffix(".new") {
                files.append(try FolderFiles.copy(path, from: dataFolder, to: draft))
            }
            if let missing = needed.subtracting(files.map(\.path)).min() {
                throw ConfigurationError(
                    message: "`\(dataFolder)/\(missing)` is missing, and without it nothing could be restored",
                    hint: "run `gatehouse doctor`")
            }
            let manifest = BackupManifest(madeAt: now, files: files)
            try FolderFiles.keep(manifest.text, in: "\(draft)/\(BackupManifest.fileName)")
            var summary = Summary(manifest)
            if let keyElsewhere {
                summary.remarks.append("secrets.key is not in it: kept at \(keyElsewhere)")
            }
            return summary
        }
    }

    private func requireDatabase() throws {
        let files = FileManager.default
        guard files.fileExists(atPath: dataFolder) else {
            throw ConfigurationError(
                message: "there is no folder `\(dataFolder)`",
                hint: "name the server's folder with \(Setting.dataDir.flag)")
        }
        guard url.isEmpty else { return }
        let mark = "\(dataFolder)/\(DataFolder.elsewhere)"
        if files.fileExists(atPath: mark) {
            let place = (try? String(contentsOfFile: mark, encoding: .utf8)) ?? ""
            throw ConfigurationError(
                message: "the data is in PostgreSQL, and its URL is not given",
                hint: "say it as to the server, by \(Setting.database.flag), \(Setting.database.variable) or "
                    + "\(Setting.config.flag): \(place.trimmingCharacters(in: .whitespacesAndNewlines))")
        }
        guard files.fileExists(atPath: "\(dataFolder)/\(Self.database)") else {
            throw ConfigurationError(
                message: "there is no database in `\(dataFolder)`",
                hint: "name the server's folder with \(Setting.dataDir.flag)")
        }
    }

    private func copyDatabase(to copy: String) async throws {
        guard url.isEmpty else {
            return try await Self.speaking {
                try await PostgreSQLDump(url: url, environment: environment).make(copy)
            }
        }
        do {
            try SQLStore.copy("\(dataFolder)/\(Self.database)", to: copy)
        } catch {
            throw ConfigurationError(
                message: "`\(dataFolder)/\(Self.database)`: \(error.message)",
                hint: error.code == .corrupt ? "restore the last good backup" : error.detail)
        }
    }

    /// Turns what a database says into what the command says.
    static func speaking<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as StoreOpeningError {
            throw ConfigurationError(message: error.message, hint: error.hint)
        } catch let error as StoreError {
            throw ConfigurationError(message: error.message, hint: error.detail.isEmpty ? nil : error.detail)
        }
    }
}

extension ServerBackup.Summary {
    init(_ manifest: BackupManifest, place: String? = nil) {
        self.init(
            madeAt: manifest.madeAt, files: manifest.files.count,
            bytes: manifest.files.reduce(0) { $0 + $1.size }, place: place)
    }
}
