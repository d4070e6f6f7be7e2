import Glibc
import GatehouseModel

extension Machine {
    /// The bytes of a regular file; refuses other kinds and more than `limit` bytes.
    func bytes(_ path: String, limit: Int = 1 << 20) throws(MachineError) -> [UInt8] {
        let descriptor = try open(path, limit: limit)
        defer { close(descriptor) }
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MachineError(errno: errno, path) }
            guard count > 0 else { return bytes }
            try checkTime(path)
            guard bytes.count + count <= limit else {
                throw MachineError(.tooLarge, "`\(path)` holds more than \(limit) bytes")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// The text of a small file without white space at its ends.
    func text(_ path: String, limit: Int = 1 << 20) throws(MachineError) -> String {
        let bytes = try bytes(path, limit: limit)
        return String(decoding: bytes.trimmed, as: UTF8.self)
    }

    /// The file's lines, read in chunks; reading gives up after `limit` bytes.
    func lines(_ path: String, limit: Int = 256 << 20) throws(MachineError) -> LineReader {
        LineReader(owning: try open(path, limit: limit), subject: path, deadline: deadline, limit: limit)
    }

    /// More than any folder that is looked into has, and few enough to hold.
    private static let mostNames = 100_000

    /// The names in a folder, sorted; without `.` and `..`.
    func names(in path: String) throws(MachineError) -> [String] {
        guard let folder = opendir(hostPath(path)) else { throw MachineError(errno: errno, path) }
        defer { closedir(folder) }
        var names = [String]()
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            guard names.count <= Self.mostNames else {
                throw MachineError(.tooLarge, "`\(path)` holds more than \(Self.mostNames) names")
            }
        }
        return names.sorted()
    }

    func exists(_ path: String) -> Bool { access(hostPath(path), F_OK) == 0 }

    /// Whether `path` is a folder or a link to one.
    func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(hostPath(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// When the file was last modified; `nil` if it cannot be told.
    func modified(_ path: String) -> Instant? {
        var status = stat()
        guard stat(hostPath(path), &status) == 0 else { return nil }
        return Instant(seconds: Int64(status.st_mtim.tv_sec))
    }

    /// The path with symbolic links resolved, as seen below the root; `nil` if it leads nowhere or out of the root.
    func resolve(_ path: String) -> String? {
        guard let resolved = Self.canonical(hostPath(path)) else { return nil }
        guard !root.isEmpty else { return resolved }
        return resolved.hasPrefix(root + "/") ? String(resolved.dropFirst(root.count)) : nil
    }

    /// What a symbolic link holds, unresolved.
    func link(_ path: String) throws(MachineError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(hostPath(path), &buffer, buffer.count)
        guard count >= 0 else { throw MachineError(errno: errno, path) }
        return String(decoding: buffer[..<count].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The paths that match a shell pattern, in the order of their bytes.
    func glob(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard Glibc.glob(hostPath(pattern), GLOB_NOSORT, nil, &found) == 0, let paths = found.gl_pathv else {
            return []
        }
        let matches = (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
        return matches.map { String($0.dropFirst(root.count)) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Never blocks on a pipe that somebody put in a file's place; refuses what says to be larger than `limit`.
    func open(_ path: String, followsLinks: Bool = true, limit: Int = .max) throws(MachineError) -> Int32 {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = Glibc.open(hostPath(path), flags)
        guard descriptor >= 0 else { throw MachineError(errno: errno, path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw MachineError(.failed, "`\(path)` is not a regular file")
        }
        guard status.st_size <= limit else {
            close(descriptor)
            throw MachineError(.tooLarge, "`\(path)` holds more than \(limit) bytes")
        }
        return descriptor
    }
}
