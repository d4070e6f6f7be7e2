import Glibc

/// Writes one line a message to standard error, where the service manager adds the time.
struct AgentLog: Sendable {
    func write(_ message: String) {
        let line = Array("gatehouse-agent: \(message)\n".utf8)
        // A log that cannot be written is no reason to stop.
        _ = Glibc.write(STDERR_FILENO, line, line.count)
    }
}
