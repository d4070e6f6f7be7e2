import Foundation
import GatehouseKeys

/// The files of a folder, and copies of them that are durable when made.
enum FolderFiles {
    /// Every regular file below the folder by its path in it, in order; links are not followed.
    static func paths(below folder: String) throws -> [String] {
        let files = FileManager.default
        return try files.subpathsOfDirectory(atPath: folder).filter { path in
            let attributes = try files.attributesOfItem(atPath: "\(folder)/\(path)")
            return attributes[.type] as? FileAttributeType == .typeRegular
        }.sorted()
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
        var status = stat()
        guard fstat(input, &status) == 0 else { throw failure(from, "read") }
        let mode = status.st_mode & 0o777
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
    static func synchronise(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
