import Glibc

/// Holds the state folder for one agent, as long as this value lives; the kernel lets go when the process ends.
final class DirectoryLock {
    private let descriptor: Int32

    /// Refuses at once when another agent holds it.
    init(_ directory: StateDirectory) throws(AgentError) {
        descriptor = try directory.open("lock")
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // `deinit` closes it, here too: closing twice would close somebody else's.
            throw AgentError(
                .failed, "another agent is running on `\(directory.path)`", hint: "stop it first")
        }
    }

    deinit { close(descriptor) }
}
