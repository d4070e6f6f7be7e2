import Glibc
import Synchronization

/// Writes one line a message to standard error, where the service manager adds the time, and remembers the newest.
struct AgentLog: Sendable {
    private static let limit = 64 << 10
    private static let newest = Mutex<[UInt8]>([])

    func write(_ message: String) {
        let line = Array("gatehouse-agent: \(message)\n".utf8)
        // A log that cannot be written is no reason to stop.
        _ = Glibc.write(STDERR_FILENO, line, line.count)
        Self.newest.withLock { bytes in
            bytes += line
            guard bytes.count > 2 * Self.limit else { return }
            let old = bytes.count - Self.limit
            let lineEnd = bytes[old...].firstIndex(of: UInt8(ascii: "\n")) ?? old
            bytes.removeFirst(lineEnd + 1)
        }
    }

    /// The newest lines of this run.
    static func newestLines() -> [UInt8] { newest.withLock { Array($0.suffix(limit)) } }
}
