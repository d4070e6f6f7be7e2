import Glibc

/// Reads files that somebody may have replaced by something else: never hangs, and never reads without end.
enum RegularFile {
    private static let largest = 16 << 20

    /// The bytes of a file, or `nil` when there is none; refuses more than 16 MiB and what is no regular file.
    ///
    /// - Parameter folder: what `name` is relative to, or `AT_FDCWD`.
    static func read(
        _ name: String, in folder: Int32, named path: String, followsLinks: Bool
    ) throws(AgentError) -> [UInt8]? {
        guard let descriptor = try open(name, in: folder, named: path, followsLinks: followsLinks) else { return nil }
        defer { close(descriptor) }
        return try bytes(of: descriptor, named: path)
    }

    /// Opens a file for reading; `nil` when there is none.
    static func open(
        _ name: String, in folder: Int32, named path: String, followsLinks: Bool
    ) throws(AgentError) -> Int32? {
        // A pipe that nobody writes to would be waited for without O_NONBLOCK.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = openat(folder, name, flags)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            if errno == ELOOP || errno == ENXIO { throw refusal(path) }
            throw StateDirectory.failure("cannot read", path)
        }
        guard let size = size(of: descriptor) else {
            close(descriptor)
            throw refusal(path)
        }
        guard size <= largest else {
            close(descriptor)
            throw AgentError(.failed, "`\(path)` is too large")
        }
        return descriptor
    }

    /// The size of a regular file; `nil` when it is something else.
    static func size(of descriptor: Int32) -> Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    static func refusal(_ path: String) -> AgentError {
        AgentError(.failed, "`\(path)` is not a regular file", hint: "look who put it there, and remove it")
    }

    /// Files of the kernel say that they are empty, so that the size tells nothing: what was read is counted.
    static func bytes(of descriptor: Int32, named path: String) throws(AgentError) -> [UInt8] {
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StateDirectory.failure("cannot read", path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= largest else { throw AgentError(.failed, "`\(path)` is too large") }
        }
    }
}
