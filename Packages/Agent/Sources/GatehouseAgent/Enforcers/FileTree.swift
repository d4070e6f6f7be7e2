import Glibc

/// A file or folder with all that is in it, reached without following a symbolic link.
///
/// Each step is relative to a folder that is held open, so that nobody can put another folder in its place meanwhile.
/// What is mounted inside stays, and is an error.
struct FileTree {
    private static let deepest = 128

    private let path: String
    private let parts: [Substring]
    private let machine: Machine

    init(_ path: String, in machine: Machine) {
        self.path = path
        self.machine = machine
        parts = path.split(separator: "/")
    }

    /// How many files there are, folders not counted, and their sizes together.
    func measured() throws(MachineError) -> (files: Int, bytes: Int64) {
        var total: (files: Int, bytes: Int64) = (0, 0)
        try visit { parent, name, status, isFolder in
            guard !isFolder else { return 0 }
            total.files += 1
            total.bytes += Int64(status.st_size)
            return 0
        }
        return total
    }

    /// Removes all of it; what is left after an error can be tried again.
    func remove() throws(MachineError) {
        try visit { parent, name, _, isFolder in unlinkat(parent, name, isFolder ? AT_REMOVEDIR : 0) }
    }

    private typealias Visitor = (Int32, String, stat, Bool) -> Int32

    private func visit(_ body: Visitor) throws(MachineError) {
        guard let name = parts.last else { throw MachineError(.failed, "`\(path)` is not a path of its own") }
        var parent = Glibc.open(machine.hostPath("/"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw MachineError(errno: errno, path) }
        defer { close(parent) }
        for part in parts.dropLast() {
            let next = openat(parent, String(part), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            let failure = errno
            guard failure != ENOTDIR || next >= 0 else {
                throw MachineError(.failed, "`\(part)` in `\(path)` is no folder, or a symbolic link")
            }
            guard next >= 0 else { throw MachineError(errno: failure, path) }
            close(parent)
            parent = next
        }
        var status = stat()
        guard fstatat(parent, String(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw MachineError(errno: errno, path)
        }
        try visit(parent, String(name), status, depth: 0, body)
    }

    private func visit(
        _ parent: Int32, _ name: String, _ status: stat, depth: Int, _ body: Visitor
    ) throws(MachineError) {
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder {
            guard depth < Self.deepest else { throw MachineError(.failed, "`\(path)` is too deep") }
            let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard folder >= 0 else { throw MachineError(errno: errno, path) }
            defer { close(folder) }
            var opened = stat()
            guard fstat(folder, &opened) == 0, opened.st_dev == status.st_dev, opened.st_ino == status.st_ino else {
                throw MachineError(.failed, "`\(name)` in `\(path)` was replaced meanwhile")
            }
            for entry in try names(in: folder) {
                var inner = stat()
                guard fstatat(folder, entry, &inner, AT_SYMLINK_NOFOLLOW) == 0 else {
                    if errno == ENOENT { continue }
                    throw MachineError(errno: errno, path)
                }
                guard inner.st_dev == status.st_dev else {
                    throw MachineError(.failed, "`\(entry)` in `\(path)` is another file system")
                }
                try visit(folder, entry, inner, depth: depth + 1, body)
            }
        }
        guard body(parent, name, status, isFolder) == 0 || errno == ENOENT else {
            throw MachineError(errno: errno, path)
        }
    }

    private func names(in folder: Int32) throws(MachineError) -> [String] {
        let copy = dup(folder)
        guard copy >= 0, let stream = fdopendir(copy) else { throw MachineError(errno: errno, path) }
        defer { closedir(stream) }
        var names = [String]()
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
