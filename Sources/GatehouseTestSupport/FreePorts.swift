import Glibc
import Testing

/// Ports that nobody listens on, below the range from which the kernel gives clients theirs.
public enum FreePorts {
    /// So many different ones; another program may take them before they are used.
    public static func take(_ count: Int) throws -> [Int] {
        var held = [(descriptor: Int32, port: Int)]()
        defer { for one in held { close(one.descriptor) } }
        for _ in 0..<1000 where held.count < count {
            let port = Int.random(in: 15_000..<32_000)
            if let descriptor = bound(to: port) { held.append((descriptor, port)) }
        }
        try #require(held.count == count, "no free ports")
        return held.map(\.port)
    }

    /// A socket that listens on the port and keeps it, or `nil` when it is taken.
    public static func bound(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_ANY
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0, listen(descriptor, 1) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
