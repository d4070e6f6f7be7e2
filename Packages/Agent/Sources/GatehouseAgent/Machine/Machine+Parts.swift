import Glibc

extension Machine {
    /// Up to `count` bytes of a regular file from `offset`; fewer at its end.
    func bytes(_ path: String, from offset: Int64, count: Int) throws(MachineError) -> [UInt8] {
        let descriptor = try open(path)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, Int(offset) + filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw MachineError(errno: errno, path) }
            guard got > 0 else { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// The last bytes of a regular file, at most `count`; a symbolic link is refused.
    func tail(_ path: String, count: Int) throws(MachineError) -> [UInt8] {
        let descriptor = try open(path, followsLinks: false)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw MachineError(errno: errno, path) }
        let start = max(Int(status.st_size) - count, 0)
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), count))
        var filled = 0
        while filled < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, start + filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw MachineError(errno: errno, path) }
            guard got > 0 else { break }
            filled += got
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// The size of a file in bytes.
    func size(_ path: String) throws(MachineError) -> Int64 {
        var status = stat()
        guard stat(hostPath(path), &status) == 0 else { throw MachineError(errno: errno, path) }
        return Int64(status.st_size)
    }

    /// The lines of a configuration file, which is refused beyond `limit` bytes.
    func configuration(_ path: String, limit: Int = 1 << 20) throws(MachineError) -> [ArraySlice<UInt8>] {
        try bytes(path, limit: limit).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// The files of a drop-in folder with one of `suffixes`, in the order of their names; none if there is no folder.
    func dropIns(_ folder: String, suffixes: [String] = [".conf"]) throws(MachineError) -> [String] {
        let names: [String]
        do {
            names = try self.names(in: folder)
        } catch  where error.code == .missing {
            return []
        }
        let wanted = names.filter { name in suffixes.contains { name.hasSuffix($0) && name.utf8.first != 0x2E } }
        return wanted.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(folder)/\($0)" }
    }
}
