import Foundation
public import GatehouseModel
import GatehouseService
import GatehouseStorage

/// Copies all that a server keeps into a folder, beside the running server, and puts such a copy back.
///
/// A backup is a folder with the data folder's files and a manifest of them. It is there whole or not at all: it is made
/// under another name first.
public struct ServerBackup: Sendable {
    private static let database = "gatehouse.sqlite"
    /// What a start makes anew, or what would be older than the database's copy.
    private static let leftOut: Set<String> = [
        "gatehouse.sqlite", "gatehouse.sqlite-wal", "gatehouse.sqlite-shm", "lock", "server.url",
    ]
    /// Without these a start would make other ones, and no device would be known by them.
    ///
    /// The root's key may be kept elsewhere.
    private static let needed: Set<String> = [
        "ca.pem", "secrets.key", "authority/root.pem", "authority/intermediate.key",
    ]

    /// What was copied.
    public struct Summary: Hashable, Sendable {
        /// When the copy of the database was begun, RFC 3339; what came later is not in it.
        public var madeAt: String
        /// Files in it, the database among them.
        public var files: Int
        /// Together, in bytes.
        public var bytes: Int64
    }

    private let dataFolder: String
    private let isElsewhere: Bool

    /// Names the server's folder; nothing is opened yet.
    public init(dataFolder: String) { self.init(dataFolder: dataFolder, isElsewhere: false) }

    private init(dataFolder: String, isElsewhere: Bool) {
        self.isElsewhere = isElsewhere
        self.dataFolder = FolderFiles.resolved(dataFolder)
    }

    /// Takes the data folder from where `gatehouse serve` would.
    public init(flags: [Setting: String], environment: [String: String]) throws(ConfigurationError) {
        let configuration = try ConfigurationLoader(flags: flags, environment: environment).load()
        self.init(dataFolder: configuration.dataFolder, isElsewhere: !configuration.database.isEmpty)
    }

    /// Makes the backup; refuses a folder that is there already, a damaged database, and one in PostgreSQL.
    public func make(in folder: String, at now: Instant) throws -> Summary {
        let target = URL(fileURLWithPath: folder).standardizedFileURL.path
        guard !isElsewhere, !FileManager.default.fileExists(atPath: "\(dataFolder)/\(DataFolder.elsewhere)") else {
            throw ConfigurationError(
                message: "the data is in PostgreSQL, which this command does not copy",
                hint: "copy it with pg_dump, and then the files of `\(dataFolder)`")
        }
        guard FileManager.default.fileExists(atPath: "\(dataFolder)/\(Self.database)") else {
            throw ConfigurationError(
                message: "there is no database in `\(dataFolder)`",
                hint: "name the server's folder with \(Setting.dataDir.flag)")
        }
        guard !target.hasPrefix(dataFolder + "/") else {
            throw ConfigurationError(
                message: "`\(target)` lies in the data folder, and would be part of the next backup",
                hint: "name a folder elsewhere, best on another disk")
        }
        return try Self.filling(target) { draft in
            do {
                try SQLStore.copy("\(dataFolder)/\(Self.database)", to: "\(draft)/\(Self.database)")
            } catch let error as StoreError {
                throw ConfigurationError(
                    message: "`\(dataFolder)/\(Self.database)`: \(error.message)",
                    hint: error.code == .corrupt ? "restore the last good backup" : error.detail)
            }
            let copied = try FolderFiles.measure("\(draft)/\(Self.database)")
            var files = [
                BackupManifest.File(path: Self.database, size: copied.size, sha256: copied.digest, mode: 0o600)
            ]
            for path in try FolderFiles.paths(below: dataFolder)
            where !Self.leftOut.contains(path) && !path.hasSuffix(".new") {
                files.append(try FolderFiles.copy(path, from: dataFolder, to: draft))
            }
            if let missing = Self.needed.subtracting(files.map(\.path)).min() {
                throw ConfigurationError(
                    message: "`\(dataFolder)/\(missing)` is missing, and without it nothing could be restored",
                    hint: "run `gatehouse doctor`")
            }
            let manifest = BackupManifest(madeAt: now, files: files)
            try FolderFiles.keep(manifest.text, in: "\(draft)/\(BackupManifest.fileName)")
            return Summary(manifest)
        }
    }

    /// Puts the backup into the data folder, which must be empty or not there yet.
    ///
    /// Everything is compared with the manifest before anything is written.
    public func restore(from folder: String) throws -> Summary {
        let source = URL(fileURLWithPath: folder).standardizedFileURL.path
        let manifest = try Self.checked(source)
        guard Self.isEmpty(dataFolder) else {
            throw ConfigurationError(
                message: "the data folder `\(dataFolder)` is not empty",
                hint: "stop the server, move the folder away, and restore again")
        }
        return try Self.filling(dataFolder) { draft in
            for file in manifest.files {
                let copied = try FolderFiles.copy(file.path, from: source, to: draft)
                guard copied.sha256 == file.sha256 else { throw Self.damaged(source, file.path) }
                guard chmod("\(draft)/\(file.path)", file.mode) == 0 else {
                    throw ConfigurationError(message: "`\(file.path)` cannot get its mode back")
                }
            }
            return Summary(manifest)
        }
    }

    /// The manifest of a backup whose every file is what it says.
    private static func checked(_ source: String) throws -> BackupManifest {
        let name = "\(source)/\(BackupManifest.fileName)"
        guard let text = FileManager.default.contents(atPath: name) else {
            throw ConfigurationError(
                message: "`\(source)` is no backup: it has no \(BackupManifest.fileName)",
                hint: "name a folder that `gatehouse backup` made")
        }
        guard let manifest = BackupManifest(text), manifest.files.contains(where: { $0.path == database }) else {
            throw ConfigurationError(message: "`\(name)` cannot be read, or is of another version of Gatehouse")
        }
        for file in manifest.files {
            let found = try FolderFiles.measure("\(source)/\(file.path)")
            guard found.size == file.size, found.digest == file.sha256 else { throw damaged(source, file.path) }
        }
        return manifest
    }

    private static func damaged(_ source: String, _ path: String) -> ConfigurationError {
        ConfigurationError(
            message: "`\(source)/\(path)` is not what was backed up", hint: "use another backup")
    }

    /// Whether nothing is in the folder but what a file system brings, or what a restore left half-way.
    private static func isEmpty(_ folder: String) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.allSatisfy { ["lost+found", draftName].contains($0) }
    }

    private static let draftName = ".partial"

    /// Runs `fill` on a draft whose content takes its place in `target` once it is whole and durable.
    ///
    /// A folder that is there already keeps its owner and mode, and may be a mount point: the draft lies in it then, and
    /// the database, without which no server starts, comes out of it last.
    private static func filling(_ target: String, _ fill: (_ draft: String) throws -> Summary) throws -> Summary {
        let files = FileManager.default
        guard isEmpty(target) else {
            throw ConfigurationError(message: "`\(target)` is there already", hint: "name a folder that is not there")
        }
        let isThere = files.fileExists(atPath: target)
        let draft = isThere ? "\(target)/\(draftName)" : target + draftName
        do {
            if files.fileExists(atPath: draft) { try files.removeItem(atPath: draft) }
            try files.createDirectory(
                atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let summary = try fill(draft)
            for path in try files.subpathsOfDirectory(atPath: draft) + [""] {
                var isFolder: ObjCBool = false
                let name = path.isEmpty ? draft : "\(draft)/\(path)"
                if files.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue {
                    try FolderFiles.synchronise(name)
                }
            }
            if isThere {
                let names = try files.contentsOfDirectory(atPath: draft).filter { $0 != database }
                for name in names + [database] { try move("\(draft)/\(name)", to: "\(target)/\(name)") }
                try files.removeItem(atPath: draft)
                try FolderFiles.synchronise(target)
            } else {
                try move(draft, to: target)
                try FolderFiles.synchronise((target as NSString).deletingLastPathComponent)
            }
            return summary
        } catch {
            try? files.removeItem(atPath: draft)
            throw error as? ConfigurationError ?? ConfigurationError(message: error.localizedDescription)
        }
    }

    private static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else {
            throw ConfigurationError(
                message: "`\(path)` cannot be named `\(other)`: \(String(cString: strerror(errno)))")
        }
    }
}

extension ServerBackup.Summary {
    fileprivate init(_ manifest: BackupManifest) {
        self.init(
            madeAt: manifest.madeAt, files: manifest.files.count,
            bytes: manifest.files.reduce(0) { $0 + $1.size })
    }
}
