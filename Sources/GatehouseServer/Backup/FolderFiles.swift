import Foundation
import GatehouseKeys

/// The files of a folder, and copies of them that are durable when made.
enum FolderFiles {
    /// Every regular file below the folder by its path in it, in order.
    ///
    /// A link is refused: what it leads to would be missing from a copy. What goes away meanwhile is passed over.
    static func paths(below folder: String) throws -> [String] {
        let files = FileManager.default
        return try files.subpathsOfDirectory(atPath: folder).filter { path in
            let type = try? files.attributesOfItem(atPath: "\(folder)/\(path)")[.type] as? FileAttributeType
            guard type != .typeSymbolicLink else {
                throw ConfigurationError(
                    message: "`\(folder)/\(path)` is a link, and what it leads to would not be backed up",
                    hint: "put the file itself there")
            }
            return type == .typeRegular
        }.sorted()
    }

    /// The folder that a path leads to, without links; the path itself where there is none.
    static func resolved(_ path: String) -> String {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        guard let found = realpath(absolute, nil) else { return absolute }
        defer { free(found) }
        return String(cString: found)
    }

    /// The same where the end of the path is still to be made: its nearest folder that is there, without links.
    static func resolvedAsFarAsThere(_ path: String) -> String {
        var there = URL(fileURLWithPath: path).standardizedFileURL.path
        var rest = ""
        while there != "/", FileStatus(of: there) == nil {
            rest = "/\((there as NSString).lastPathComponent)\(rest)"
            there = (there as NSString).deletingLastPathComponent
        }
        let folder = resolved(there)
        return folder == "/" && !rest.isEmpty ? rest : folder + rest
    }

    /// Writes a file and makes it durable.
    static func keep(_ content: Data, in path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw failure(path, "written") }
        try synchronise(path, O_RDONLY)
    }

    /// Copies the file piece by piece and makes it durable; what was copied comes back as the manifest has it.
    static func copy(_ path: String, from source: String, to target: String) throws -> BackupManifest.File {
        let from = "\(source)/\(path)"
        let to = "\(target)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (to as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let input = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else { throw failure(from, "read") }
        defer { close(input) }
        guard let mode = FileStatus(of: from)?.mode else { throw failure(from, "read") }
        let output = open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure(to, "written") }
        defer { close(output) }
        let (size, digest) = try read(input, from) { piece in
            guard write(output, piece.baseAddress, piece.count) == piece.count else { throw failure(to, "written") }
        }
        guard fchmod(output, mode) == 0, fsync(output) == 0 else { throw failure(to, "written") }
        return BackupManifest.File(path: path, size: size, sha256: digest, mode: mode)
    }

    /// Size and digest of a file as it is.
    static func measure(_ path: String) throws -> (size: Int64, digest: String) {
        let input = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else { throw failure(path, "read") }
        defer { close(input) }
        return try read(input, path) { _ in }
    }

    /// Makes the names in the folder durable.
    static func synchronise(_ folder: String) throws { try synchronise(folder, O_RDONLY | O_DIRECTORY) }

    private static func synchronise(_ folder: String, _ flags: Int32) throws {
        let descriptor = open(folder, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, "opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder, "written") }
    }

    private static func read(
        _ input: Int32, _ name: String, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (size: Int64, digest: String) {
        var digest = ProgramDigest()
        var size: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(input, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw failure(name, "read") }
            guard count > 0 else { return (size, digest.hexadecimal) }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            digest.update(piece)
            try take(piece)
            size += Int64(count)
        }
    }

    private static func failure(_ path: String, _ what: String) -> ConfigurationError {
        ConfigurationError(message: "`\(path)` cannot be \(what): \(String(cString: strerror(errno)))")
    }
}
