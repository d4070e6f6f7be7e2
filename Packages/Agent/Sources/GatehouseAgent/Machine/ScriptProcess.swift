import CLinux
import GatehouseModel
import Glibc

/// A running script; it does not outlive this value, nor does anything that it started.
struct ScriptProcess: ~Copyable {
    /// How a script ended.
    enum End: Hashable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
    }

    private let supervisor: Int32
    private let stream: Int32
    private let report: Int32
    private let deadline: Deadline
    private var isReaped = false
    private var isTimedOut = false

    /// Starts the script without a shell; the interpreter is what its first line names.
    ///
    /// - Parameter discardsErrors: whether its standard error goes nowhere instead of to its output.
    init(
        _ script: [UInt8], as account: ScriptAccount, timeLimit: Duration, discardsErrors: Bool = false
    ) throws(MachineError) {
        try self.init(script, [], as: account, timeLimit: timeLimit, discardsErrors: discardsErrors)
    }

    /// Starts a program without a shell; the first of its words is its path, and it reads `input`.
    init(
        program words: [String], input: [UInt8] = [], as account: ScriptAccount, timeLimit: Duration,
        discardsErrors: Bool = true
    ) throws(MachineError) {
        try self.init(input, words, as: account, timeLimit: timeLimit, discardsErrors: discardsErrors)
    }

    private init(
        _ input: [UInt8], _ words: [String], as account: ScriptAccount, timeLimit: Duration, discardsErrors: Bool
    ) throws(MachineError) {
        deadline = Deadline(after: timeLimit)
        var descriptors: (stream: Int32, report: Int32) = (-1, -1)
        let copies = words.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        supervisor = input.withUnsafeBytes { bytes in
            copies.withUnsafeBufferPointer { arguments in
                var value = clinux_script(
                    bytes: bytes.baseAddress, count: bytes.count, changes_account: geteuid() == 0 ? 1 : 0,
                    discards_errors: discardsErrors ? 1 : 0, uid: account.uid, gid: account.gid,
                    arguments: words.isEmpty ? nil : arguments.baseAddress)
                return clinux_script_start(&value, &descriptors.stream, &descriptors.report)
            }
        }
        guard supervisor > 0 else { throw MachineError(errno: -supervisor, words.first ?? "the script") }
        (stream, report) = descriptors
    }

    /// Both of its streams until it ends or its time is up, when it is killed; of more than `limit` bytes the first
    /// are kept.
    ///
    /// - Parameter stopsBeyond: whether to return as soon as there is more than `limit`; what runs then ends with this
    ///   value.
    mutating func output(limit: Int, stopsBeyond: Bool = false) -> (bytes: [UInt8], isTruncated: Bool) {
        var kept = [UInt8]()
        var isTruncated = false
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            if !isTimedOut, !deadline.waitUntilReadable(stream) {
                isTimedOut = true
                kill(supervisor, SIGTERM)
            }
            let count = read(stream, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return (kept, isTruncated) }
            let room = min(count, limit - kept.count)
            kept += chunk[..<room]
            isTruncated = isTruncated || room < count
            if isTruncated, stopsBeyond { return (kept, true) }
        }
    }

    /// Waits for its end; by now it has none but itself to wait for, if ``output(limit:)`` was read.
    consuming func finish() throws(MachineError) -> End {
        if !isTimedOut, !deadline.waitUntilReadable(report) {
            isTimedOut = true
            kill(supervisor, SIGTERM)
        }
        var status: Int32 = 0
        let count = read(report, &status, MemoryLayout<Int32>.size)
        reap()
        if isTimedOut { return .timedOut }
        guard count == MemoryLayout<Int32>.size else { throw MachineError(.failed, "the script was lost sight of") }
        return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
    }

    private mutating func reap() {
        while waitpid(supervisor, nil, 0) < 0, errno == EINTR {}
        isReaped = true
    }

    deinit {
        guard supervisor > 0 else { return }
        if !isReaped {
            kill(supervisor, SIGTERM)
            while waitpid(supervisor, nil, 0) < 0, errno == EINTR {}
        }
        close(stream)
        close(report)
    }
}
