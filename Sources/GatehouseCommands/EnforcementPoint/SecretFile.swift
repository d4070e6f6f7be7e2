import Foundation

/// Files that only their owner may read.
enum SecretFile {
    /// Writes a new file with mode 0600, in a folder that is made with 0700; a file that exists is replaced whole, and
    /// once this returns it survives power loss.
    static func write(
        _ text: String, to path: String, hint: String = "the secret in it is lost: add it again"
    ) throws {
        let parent = (path as NSString).deletingLastPathComponent
        let folder = parent.isEmpty ? "." : parent
        let draft = path + ".new"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try? FileManager.default.removeItem(atPath: draft)
            let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw POSIXError(.EIO) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            try handle.close()
            guard rename(draft, path) == 0 else { throw POSIXError(.EIO) }
            let entries = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { if entries >= 0 { close(entries) } }
            guard entries >= 0, fsync(entries) == 0 else { throw POSIXError(.EIO) }
        } catch {
            throw CommandFailure(.failed, "`\(path)` cannot be written", hint: hint)
        }
    }
}
