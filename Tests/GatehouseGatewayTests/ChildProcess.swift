import Foundation
import Glibc

/// A program that a test started, without pipes or a run loop, which can hang a busy machine: it writes to a file.
struct ChildProcess {
    private let id: pid_t

    /// Starts the program at a path with its output and errors going to a file.
    init(_ words: [String], output: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var id = pid_t()
        guard posix_spawn(&id, words[0], &actions, nil, arguments, environ) == 0 else { throw POSIXError(.ECHILD) }
        self.id = id
    }

    /// Waits for its end.
    func wait() {
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
    }

    /// Whether it runs; `false` only once, after which it must not be waited for.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        return waitpid(id, &status, WNOHANG) == id
    }

    func terminate() { kill(id, SIGTERM) }
}
