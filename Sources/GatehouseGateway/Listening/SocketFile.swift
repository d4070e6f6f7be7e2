import Glibc

/// A Unix socket that we bound, and the file that stands for it.
struct SocketFile: Sendable {
    /// The most bytes that a path may have: `sun_path` without its closing zero.
    static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    let path: String
    let descriptor: CInt
    private let device: UInt64
    private let inode: UInt64

    /// Binds a stream socket at `path` and listens, readable and writable by owner and group only.
    ///
    /// Refuses a path that is too long, a file that is no socket, and a socket that somebody listens on; a socket
    /// that nobody listens on was left behind by a process that ended, and is replaced.
    static func bind(_ path: String) throws(GatewayError) -> SocketFile {
        guard path.utf8.count <= longestPath else {
            throw GatewayError(
                .pathTooLong,
                "socket path `\(path)` has \(path.utf8.count) bytes, the system takes \(longestPath)\n"
                    + "hint: choose a shorter data directory")
        }
        try removeLeftover(path)
        let descriptor = try open()
        do throws(GatewayError) {
            // The mode of the socket before it is bound is the mode that its file is made with.
            guard fchmod(descriptor, 0o660) == 0, call(descriptor, path, systemBind) == 0, chmod(path, 0o660) == 0,
                listen(descriptor, 1024) == 0
            else {
                throw errno == EADDRINUSE
                    ? GatewayError(.addressInUse, "socket `\(path)` is taken") : failure("listen on", path)
            }
            var status = stat()
            guard lstat(path, &status) == 0 else { throw failure("look at", path) }
            return SocketFile(
                path: path, descriptor: descriptor, device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, if it is still the one that we made.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, UInt64(status.st_dev) == device, UInt64(status.st_ino) == inode else { return }
        unlink(path)
    }

    private static func removeLeftover(_ path: String) throws(GatewayError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw GatewayError(.notASocket, "`\(path)` exists and is not a socket")
        }
        let probe = try open()
        defer { close(probe) }
        let answer = call(probe, path, systemConnect)
        guard answer != 0, errno == ECONNREFUSED else {
            throw GatewayError(.addressInUse, "somebody listens on socket `\(path)` already")
        }
        guard unlink(path) == 0 else { throw failure("replace", path) }
    }

    private static func open() throws(GatewayError) -> CInt {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw failure("make a socket for", "") }
        return descriptor
    }

    private typealias SystemCall = @Sendable (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt

    private static let systemBind: SystemCall = { bindDescriptor($0, $1, $2) }
    private static let systemConnect: SystemCall = { connect($0, $1, $2) }

    private static func call(_ descriptor: CInt, _ path: String, _ systemCall: SystemCall) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                systemCall(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func failure(_ action: String, _ path: String) -> GatewayError {
        GatewayError(.system, "cannot \(action) socket `\(path)`: \(String(cString: strerror(errno)).lowercased())")
    }
}

/// The system's `bind`, which ``SocketFile/bind(_:)`` hides.
private func bindDescriptor(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> CInt {
    bind(descriptor, address, length)
}
