import Foundation
import Glibc
import Synchronization

/// A network to a Unix socket that can stop to deliver without a word, and go on later.
public final class StallingProxy: Sendable {
    /// Where it listens, on the loopback interface.
    public let port: Int
    private let listener: Int32
    private let target: String
    private let isStalled = Atomic(false)
    private let isOver = Atomic(false)

    /// Begins to carry what comes to its port.
    public init(to socket: String) throws {
        target = socket
        port = try FreePorts.take(1)[0]
        guard let listener = FreePorts.bound(to: port) else { throw ToolFailure(text: "the port was taken") }
        self.listener = listener
        Glibc.listen(listener, 64)
        Thread.detachNewThread { [self] in accept() }
    }

    /// From now on nothing comes through, and nobody is told.
    public func stall() { isStalled.store(true, ordering: .relaxed) }

    /// What was held back is delivered, and all that follows.
    public func goOn() { isStalled.store(false, ordering: .relaxed) }

    /// Ends it; connections end soon after.
    public func close() {
        isOver.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            Thread.detachNewThread { [self] in carry(client) }
        }
        Glibc.close(listener)
    }

    private func carry(_ client: Int32) {
        defer { Glibc.close(client) }
        awaitMoving()
        guard let server = connected() else { return }
        defer { Glibc.close(server) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isOver.load(ordering: .relaxed) {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, 100) > 0 else { continue }
            awaitMoving()
            for (index, sink) in [server, client].enumerated() where ends[index].revents != 0 {
                let count = read(ends[index].fd, &buffer, buffer.count)
                guard count > 0, send(sink, buffer[..<count]) else { return }
            }
        }
    }

    private func send(_ sink: Int32, _ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func awaitMoving() {
        while isStalled.load(ordering: .relaxed), !isOver.load(ordering: .relaxed) { usleep(5000) }
    }

    private func connected() -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: Array(target.utf8.prefix(path.count - 1)))
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        return descriptor
    }
}
