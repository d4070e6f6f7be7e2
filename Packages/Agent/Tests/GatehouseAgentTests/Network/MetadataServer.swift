import Glibc
import Synchronization
import Testing

/// Answers at 169.254.169.254 in the calling thread's network namespace, one connection after the other.
final class MetadataServer: Sendable {
    private let descriptor: Int32
    private let heard = Mutex<[String]>([])

    /// - Parameter answer: the bytes for a request's head, or `nil` to say nothing and keep the connection.
    init(_ answer: @escaping @Sendable (String) -> String?) throws {
        _ = try Tool.ip.output("link", "set", "lo", "up")
        _ = try Tool.ip.output("addr", "add", "169.254.169.254/32", "dev", "lo")
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(80).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 8) == 0)
        let thread = Serving(descriptor: descriptor) { [weak self] request in
            self?.heard.withLock { $0.append(request) }
            return answer(request)
        }
        thread.start()
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The heads of the requests so far.
    var requests: [String] { heard.withLock(\.self) }
}

/// The server's thread; it ends, and closes its sockets, when the listening one is shut down.
private final class Serving: Sendable {
    private let descriptor: Int32
    private let answer: @Sendable (String) -> String?

    init(descriptor: Int32, _ answer: @escaping @Sendable (String) -> String?) {
        self.descriptor = descriptor
        self.answer = answer
    }

    func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Serving>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    private func serve() {
        var kept = [Int32]()
        defer { for socket in kept + [descriptor] { close(socket) } }
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &bytes, bytes.count, 0)
            guard let text = answer(String(decoding: bytes[..<max(count, 0)], as: UTF8.self)) else {
                kept.append(connection)
                continue
            }
            send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
    }
}
