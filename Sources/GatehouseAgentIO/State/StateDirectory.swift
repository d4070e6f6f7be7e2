import GatehouseModel
import Glibc

/// The folder that holds this device's identity and what it must remember: only its owner may look.
///
/// Every file is replaced whole: written beside, made durable, renamed, and the folder made durable.
struct StateDirectory: Sendable {
    let path: String

    /// Makes the folder if it is not there, and takes rights from others; refuses one that belongs to another user.
    init(creating path: String) throws(AgentError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.failure("cannot make the folder", path) }
        try check()
        guard chmod(path, 0o700) == 0 else { throw Self.failure("cannot protect the folder", path) }
    }

    init(existing path: String) throws(AgentError) {
        self.path = path
        try check()
    }

    private func check() throws(AgentError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure("cannot open the state folder", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw AgentError(.failed, "`\(path)` is not a folder") }
        guard status.st_uid == geteuid() else {
            throw AgentError(
                .failed, "the state folder `\(path)` belongs to another user", hint: "run this as its owner")
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The bytes of a file, or `nil` when there is none; more than 16 MiB are refused.
    func read(_ name: String) throws(AgentError) -> [UInt8]? {
        try Self.read(file(name))
    }

    static func read(_ path: String) throws(AgentError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot read", path)
        }
        defer { close(descriptor) }
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read", path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= 16 << 20 else { throw AgentError(.failed, "`\(path)` is too large") }
        }
    }

    func readText(_ name: String) throws(AgentError) -> String? {
        try read(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Replaces a file, durably, readable by its owner only.
    func write(_ name: String, _ bytes: some Collection<UInt8>) throws(AgentError) {
        let target = file(name)
        let temporary = "\(target).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot write", temporary) }
        let isWritten = Self.writeAll(Array(bytes), to: descriptor) && fsync(descriptor) == 0
        let reason = errno
        guard close(descriptor) == 0, isWritten else {
            unlink(temporary)
            errno = reason
            throw Self.failure("cannot write", target)
        }
        guard rename(temporary, target) == 0 else { throw Self.failure("cannot replace", target) }
        try makeDurable()
    }

    /// Removes a file, durably; one that is not there is no error.
    func remove(_ name: String) throws(AgentError) {
        guard unlink(file(name)) == 0 || errno == ENOENT else { throw Self.failure("cannot remove", file(name)) }
        try makeDurable()
    }

    private func makeDurable() throws(AgentError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("cannot open the state folder", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure("cannot make durable", path) }
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
