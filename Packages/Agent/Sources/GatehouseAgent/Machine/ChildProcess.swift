import CLinux
import Glibc

/// A program started without a shell, in a session of its own; it does not outlive this value.
struct ChildProcess: ~Copyable {
    private let path: String
    private let identifier: Int32
    private var output: Int32?
    private var isReaped = false
    let deadline: Deadline

    /// Starts `path` with `arguments`, a fixed environment and no input.
    init(_ path: String, _ arguments: [String], timeLimit: Duration) throws(MachineError) {
        self.path = path
        deadline = Deadline(after: timeLimit)
        var copies = ([path] + arguments).map { strdup($0) } + [nil]
        var descriptor: Int32 = -1
        identifier = clinux_spawn(path, &copies, &descriptor)
        for copy in copies { free(copy) }
        guard identifier > 0 else { throw MachineError(errno: -identifier, path) }
        output = descriptor
    }

    /// Its standard output; may be taken once.
    mutating func lines() throws(MachineError) -> LineReader {
        guard let descriptor = output.take() else { throw MachineError(.failed, "`\(path)` was read already") }
        return LineReader(owning: descriptor, subject: path, deadline: deadline)
    }

    /// Waits for its end; throws if that does not come in time, or if it does not exit with status 0.
    consuming func finish() throws(MachineError) {
        let watch = clinux_pidfd_open(identifier)
        guard watch >= 0 else { throw MachineError(errno: -watch, path) }
        defer { close(watch) }
        guard deadline.waitUntilReadable(watch) else {
            throw MachineError(.timedOut, "`\(path)` did not end in time")
        }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { throw MachineError(errno: errno, path) }
        }
        isReaped = true
        guard status == 0 else {
            throw MachineError(.failed, "`\(path)` ended with status \((status >> 8) & 0xFF), signal \(status & 0x7F)")
        }
    }

    deinit {
        if let output { close(output) }
        guard identifier > 0, !isReaped else { return }
        kill(-identifier, SIGKILL)
        while waitpid(identifier, nil, 0) < 0, errno == EINTR {}
    }
}
