import Foundation
import Glibc
import Synchronization
import Testing

/// A program that a test started; it ends with its last reference at the latest.
///
/// Its streams are files: Foundation's `Process` wants a run loop and pipes, and has hung when many threads used it.
final class ChildProcess: Sendable {
    let id: pid_t
    private let output: String
    private let errors: String
    private let ending = Mutex<Int32?>(nil)

    /// - Parameter name: of the two files with its output, in `folder`.
    init(
        _ command: [String], name: String, in folder: String, environment: [String: String] = [:]
    ) throws {
        output = "\(folder)/\(name).out"
        errors = "\(folder)/\(name).err"
        id = try Self.spawn(command, output: output, errors: errors, environment: environment)
    }

    deinit {
        guard ending.withLock({ $0 == nil }) else { return }
        // A tracer that is killed lets its program go on.
        let children = (try? String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)) ?? ""
        for child in children.split(separator: " ").compactMap({ pid_t($0) }) { kill(child, SIGKILL) }
        kill(id, SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    /// What it wrote to its standard output so far.
    var written: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    /// What it wrote to its standard error so far.
    var complaints: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
    var hasEnded: Bool { ended() != nil }

    func signal(_ signal: Int32) {
        guard !hasEnded else { return }
        kill(id, signal)
    }

    /// Its exit status, or the negative of the signal that ended it; fails the test when it goes on for longer.
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await wait(upTo: limit, "process \(id) should end") { hasEnded }
        return try #require(ended())
    }

    private func ended() -> Int32? {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            guard waitpid(id, &status, WNOHANG) == id else { return nil }
            ending = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
            return ending
        }
    }

    private static func spawn(
        _ command: [String], output: String, errors: String, environment: [String: String]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (stream, file) in [(Int32(1), output), (2, errors)] {
            posix_spawn_file_actions_addopen(&actions, stream, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let base = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "SWIFT_BACKTRACE": "enable=no"]
        var words = command.map { strdup($0) } + [nil]
        var variables = base.merging(environment) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, command[0], &actions, &attributes, &words, &variables)
        try #require(failure == 0, "`\(command[0])` cannot be started: \(String(cString: strerror(failure)))")
        return process
    }
}

/// Looks again and again until the condition holds; fails the test when it takes longer than `limit`.
func wait(
    upTo limit: Duration = .seconds(30), _ what: @autoclosure () -> String, until condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("\(what()), which did not happen in \(limit)")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}
