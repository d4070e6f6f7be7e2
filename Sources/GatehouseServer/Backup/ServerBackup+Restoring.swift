import Foundation
import GatehouseStorage

extension ServerBackup {
    /// What of a backup is put back.
    public enum Part: Sendable {
        /// Everything, into a data folder that is empty or not there yet.
        case everything
        /// The database alone, for nodes whose data folders are whole.
        case databaseAlone
    }

    /// Puts the backup back: into the data folder, and where a URL of PostgreSQL was given, into that empty database.
    ///
    /// Everything is compared with the manifest before anything is written. An SQLite backup may go to PostgreSQL; the
    /// other way is refused.
    public func restore(from folder: String, _ part: Part = .everything) async throws -> Summary {
        let source = URL(fileURLWithPath: folder).standardizedFileURL.path
        let manifest = try Self.checked(source)
        let isDump = manifest.files.contains { $0.path == Self.dump }
        guard !isDump || !url.isEmpty else {
            throw ConfigurationError(
                message: "`\(source)` holds a database of PostgreSQL's, and no URL says where to put it",
                hint: "name an empty database with \(Setting.database.flag)")
        }
        guard part == .everything else {
            guard !url.isEmpty else {
                throw ConfigurationError(
                    message: "a database alone is put back into PostgreSQL only",
                    hint: "name an empty database with \(Setting.database.flag)")
            }
            return Summary(manifest, place: try await fillDatabase(from: source, isDump: isDump))
        }
        guard BackupDraft.isEmpty(dataFolder) else {
            throw ConfigurationError(
                message: "the data folder `\(dataFolder)` is not empty",
                hint: "stop the server, move the folder away, and restore again")
        }
        let isHere = url.isEmpty
        let last = isHere ? Self.database : DataFolder.elsewhere
        var summary = try await BackupDraft.filling(dataFolder, last: last) { draft in
            for file in manifest.files where isHere || ![Self.dump, Self.database].contains(file.path) {
                let copied = try FolderFiles.copy(file.path, from: source, to: draft)
                guard copied.sha256 == file.sha256 else { throw Self.damaged(source, file.path) }
                guard chmod("\(draft)/\(file.path)", file.mode) == 0 else {
                    throw ConfigurationError(message: "`\(file.path)` cannot get its mode back")
                }
            }
            guard !isHere else { return Summary(manifest) }
            let place = try await fillDatabase(from: source, isDump: isDump)
            try FolderFiles.keep(Data("\(place)\n".utf8), in: "\(draft)/\(DataFolder.elsewhere)")
            return Summary(manifest, place: place)
        }
        summary.remarks += otherDatabase(than: summary.place)
        return summary
    }

    /// Says where the settings that came back name another database than the data went to, perhaps one that is in use.
    private func otherDatabase(than place: String?) -> [String] {
        let file = "\(dataFolder)/gatehouse.yaml"
        let loader = ConfigurationLoader(flags: [.dataDir: dataFolder], environment: [:])
        guard FileManager.default.fileExists(atPath: file), let named = try? loader.load().database, !named.isEmpty,
            let other = try? PostgreSQLDump(url: named, environment: environment).place, other != place
        else { return [] }
        return [
            "`\(file)` names \(other), and the data is in \(place ?? "the data folder"): "
                + "mend `\(Setting.database.name)` there before you start the server"
        ]
    }

    /// Puts the backup's database into PostgreSQL, and answers where that is.
    private func fillDatabase(from source: String, isDump: Bool) async throws -> String {
        try await Self.speaking {
            let target = try PostgreSQLDump(url: url, environment: environment)
            if isDump {
                try await target.restore("\(source)/\(Self.dump)")
            } else {
                _ = try await SQLStore.carry("\(source)/\(Self.database)", toPostgreSQL: url)
            }
            return target.place
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
        guard let manifest = BackupManifest(text),
            manifest.files.count(where: { [database, dump].contains($0.path) }) == 1
        else {
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
}
