import Foundation

/// A folder that is filled under another name, and takes its place once it is whole and durable.
enum BackupDraft {
    private static let name = ".partial"

    /// Whether nothing is in the folder but what a file system brings, or what a restore left half-way.
    static func isEmpty(_ folder: String) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.allSatisfy { ["lost+found", name].contains($0) }
    }

    /// Runs `fill` on a draft whose content takes its place in `target`.
    ///
    /// A folder that is there already keeps its owner and mode, and may be a mount point: the draft lies in it then, and
    /// the file `last`, without which no server starts, comes out of it last.
    static func filling(
        _ target: String, last: String, _ fill: (_ draft: String) async throws -> ServerBackup.Summary
    ) async throws -> ServerBackup.Summary {
        let files = FileManager.default
        guard isEmpty(target) else {
            throw ConfigurationError(message: "`\(target)` is there already", hint: "name a folder that is not there")
        }
        let isThere = files.fileExists(atPath: target)
        let draft = isThere ? "\(target)/\(name)" : target + name
        do {
            if files.fileExists(atPath: draft) { try files.removeItem(atPath: draft) }
            try files.createDirectory(
                atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let summary = try await fill(draft)
            try synchronise(draft)
            if isThere {
                let names = try files.contentsOfDirectory(atPath: draft).filter { $0 != last }
                for name in names + [last] { try move("\(draft)/\(name)", to: "\(target)/\(name)") }
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

    /// Makes the names in the folder, and in every folder below it, durable.
    private static func synchronise(_ folder: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) + [""] {
            var isFolder: ObjCBool = false
            let name = path.isEmpty ? folder : "\(folder)/\(path)"
            if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue {
                try FolderFiles.synchronise(name)
            }
        }
    }

    private static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else {
            throw ConfigurationError(
                message: "`\(path)` cannot be named `\(other)`: \(String(cString: strerror(errno)))")
        }
    }
}
