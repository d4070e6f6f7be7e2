import Foundation
import Glibc

/// A program that a test started, without pipes or a run loop, which can hang a busy machine: it writes to a file.
///
/// It begins with no signal blocked, unlike the thread that starts it: else it could not be ended.
struct ToolProcess {
    private let id: pid_t

    /// Starts the program at a path in a folder, with its output and errors going to a file.
    init(_ words: [String], folder: String, output: String, environment: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = (["env", "-C", folder] + words).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id = pid_t()
        let result = posix_spawn(&id, "/usr/bin/env", &actions, &attributes, arguments, variables)
        guard result == 0 else { throw ToolFailure(text: "cannot start `\(words[0])`") }
        self.id = id
    }

    /// Waits for its end; whether it ended with 0.
    @discardableResult func wait() -> Bool {
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
        return status == 0
    }

    func terminate() { kill(id, SIGTERM) }
}

/// Why a program that a test needs did not do its work.
public struct ToolFailure: Error {
    /// What it said.
    public var text: String
}
