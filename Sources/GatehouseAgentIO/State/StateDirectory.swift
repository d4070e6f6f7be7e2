import GatehouseModel
import Glibc

/// The folder that holds this device's identity and what it must remember: only its owner may look.
///
/// Every file is replaced whole: written beside, made durable, renamed, and the folder made durable. The folder is held
/// open and each step is relative to it, without following a symbolic link: whatever is put in its place, or in a file's,
/// changes nothing.
struct StateDirectory: Sendable {
    let path: String
    private let folder: OpenFolder

    /// Makes the folder if it is not there, and takes rights from others; refuses one that belongs to another user.
    init(creating path: String) throws(AgentError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.failure("cannot make the folder", path) }
        folder = try OpenFolder(path)
        _ = try folder.checkOwner(path)
        guard fchmod(folder.descriptor, 0o700) == 0 else { throw Self.failure("cannot protect the folder", path) }
    }

    /// Refuses a folder that belongs to another user, or that others may enter.
    init(existing path: String) throws(AgentError) {
        self.path = path
        folder = try OpenFolder(path)
        let mode = try folder.checkOwner(path)
        guard mode & 0o077 == 0 else {
            throw AgentError(
                .failed, "others may enter the state folder `\(path)`, so that what is in it is worth nothing",
                hint: "chmod 700 \(path), look whether anything in it is not yours, and enrol again if so")
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The bytes of a file, or `nil` when there is none; more than 16 MiB and what is no regular file are refused.
    func read(_ name: String) throws(AgentError) -> [UInt8]? {
        try RegularFile.read(name, in: folder.descriptor, named: file(name), followsLinks: false)
    }

    /// The bytes of any file, as ``read(_:)`` reads those of the folder; symbolic links are followed.
    static func read(_ path: String) throws(AgentError) -> [UInt8]? {
        try RegularFile.read(path, in: AT_FDCWD, named: path, followsLinks: true)
    }

    func readText(_ name: String) throws(AgentError) -> String? {
        try read(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Replaces a file, durably, readable by its owner only.
    func write(_ name: String, _ bytes: some Collection<UInt8>) throws(AgentError) {
        let target = file(name)
        let draft = "\(name).tmp"
        guard unlinkat(folder.descriptor, draft, 0) == 0 || errno == ENOENT else {
            throw Self.failure("cannot write", file(draft))
        }
        let descriptor = openat(
            folder.descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot write", file(draft)) }
        let isWritten = Self.writeAll(Array(bytes), to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        guard close(descriptor) == 0, isWritten else {
            unlinkat(folder.descriptor, draft, 0)
            errno = reason
            throw Self.failure("cannot write", target)
        }
        guard renameat(folder.descriptor, draft, folder.descriptor, name) == 0 else {
            throw Self.failure("cannot replace", target)
        }
        try makeDurable()
    }

    /// Removes a file, durably; one that is not there is no error.
    func remove(_ name: String) throws(AgentError) {
        guard unlinkat(folder.descriptor, name, 0) == 0 || errno == ENOENT else {
            throw Self.failure("cannot remove", file(name))
        }
        try makeDurable()
    }

    /// Opens a file for reading and writing, made if it is not there; refuses what is no regular file.
    func open(_ name: String) throws(AgentError) -> Int32 {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let descriptor = openat(folder.descriptor, name, flags, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot open", file(name)) }
        guard RegularFile.size(of: descriptor) != nil else {
            close(descriptor)
            throw RegularFile.refusal(file(name))
        }
        return descriptor
    }

    /// The names of everything in the folder but folders.
    func files() throws(AgentError) -> [String] {
        let copy = openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw Self.failure("cannot open the state folder", path) }
        defer { closedir(stream) }
        var names = [String]()
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if status.st_mode & S_IFMT != S_IFDIR { names.append(name) }
        }
        return names.sorted()
    }

    private func makeDurable() throws(AgentError) {
        guard fsync(folder.descriptor) == 0 else { throw Self.failure("cannot make durable", path) }
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }

    static func failure(_ what: String, _ path: String) -> AgentError {
        let reason = errno
        let hint = reason == EACCES || reason == EPERM ? "run this as root, or as the owner of the folder" : nil
        return AgentError(.failed, "\(what) `\(path)`: \(String(cString: strerror(reason)))", hint: hint)
    }
}

/// A folder that is held open as long as anybody needs it.
private final class OpenFolder: Sendable {
    let descriptor: Int32

    init(_ path: String) throws(AgentError) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            let reason = errno
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
                throw AgentError(
                    .failed, "`\(path)` is not a folder, or a symbolic link to one", hint: "name the folder itself")
            }
            errno = reason
            throw StateDirectory.failure("cannot open the state folder", path)
        }
    }

    deinit { close(descriptor) }

    /// The folder's permission bits; throws when it belongs to another user.
    func checkOwner(_ path: String) throws(AgentError) -> UInt32 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StateDirectory.failure("cannot open", path) }
        guard status.st_uid == geteuid() else {
            throw AgentError(
                .failed, "the state folder `\(path)` belongs to another user",
                hint: "run this as its owner, or remove the folder and enrol again")
        }
        return UInt32(status.st_mode) & 0o7777
    }
}
