import Foundation
public import Glibc
import Synchronization

/// A program that a test started, without pipes or a run loop, which can hang a busy machine: it writes to a file.
///
/// It begins with no signal blocked, unlike the thread that starts it: else it could not be ended. Whoever started it
/// ends it and waits for it.
public final class ToolProcess: Sendable {
    /// Its process id, which the system may give to another once its end was noticed.
    public let id: pid_t
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program, given by its path or its name; its errors go where its output goes unless said otherwise.
    ///
    /// - Parameters:
    ///   - folder: where it starts; where the test runs unless said otherwise.
    ///   - environment: `NAME=value` each; that of the test unless said otherwise.
    ///   - input: an open file that it reads from; it reads nothing unless there is one.
    public init(
        _ words: [String], in folder: String? = nil, output: String, errors: String? = nil,
        environment: [String]? = nil, input: Int32? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let command = folder.map { ["/usr/bin/env", "-C", $0] + words } ?? words
        let arguments = command.map { strdup($0) } + [nil]
        let environment = environment ?? ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id = pid_t()
        let failure = posix_spawnp(&id, command[0], &actions, &attributes, arguments, variables)
        guard failure == 0 else {
            throw ToolFailure(text: "cannot start `\(words[0])`: \(String(cString: strerror(failure)))")
        }
        self.id = id
    }

    /// A child that nobody waited for would stay, and hide the ends of others from whoever waits for any of them.
    deinit {
        guard ending.withLock({ $0 == nil }) else { return }
        let id = id
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(id, &status, 0) == -1, errno == EINTR {}
        }
    }

    /// Its exit status, or the negative of the signal that ended it; `nil` as long as it goes on.
    public var status: Int32? { ended(WNOHANG) }

    /// Waits for its end, and answers with its exit status, or the negative of the signal that ended it.
    @discardableResult public func wait() -> Int32 { ended(0) ?? -1 }

    /// Sends it the signal, unless it has ended.
    public func signal(_ signal: Int32) {
        guard status == nil else { return }
        kill(id, signal)
    }

    private func ended(_ options: Int32) -> Int32? {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            var found: pid_t
            repeat { found = waitpid(id, &status, options) } while found == -1 && errno == EINTR
            guard found == id else { return nil }
            ending = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
            return ending
        }
    }
}

/// Why a program that a test needs did not do its work.
public struct ToolFailure: Error {
    /// What it said.
    public var text: String
}
