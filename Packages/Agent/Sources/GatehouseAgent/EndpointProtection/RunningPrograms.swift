import Glibc

/// Which of some programs run, told by the very file that a process executes: a name can be anybody's.
struct RunningPrograms {
    /// A file by device and number.
    private struct Identity: Hashable {
        var device: UInt
        var number: UInt

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            number = UInt(status.st_ino)
        }
    }

    /// Process by program.
    private(set) var processes: [String: String] = [:]
    /// Whether every process could be looked at.
    private(set) var isComplete = true

    /// Throws when there is no `/proc`.
    ///
    /// A process in a container is none of the machine's.
    init(_ machine: Machine, among programs: [String]) throws(MachineError) {
        var wanted: [Identity: String] = [:]
        for program in programs {
            if let identity = Identity(machine.hostPath(program)) { wanted[identity] = program }
        }
        let names = try machine.names(in: "/proc").filter { $0.utf8.allSatisfy(\.isDigit) }
        guard !names.isEmpty else { throw MachineError(.failed, "`/proc` shows no process") }
        guard !programs.isEmpty else { return }
        let own = try? machine.link("/proc/self/ns/pid")
        for process in names {
            guard let link = try? machine.link("/proc/\(process)/exe") else {
                // A kernel thread has no program and no arguments.
                if (try? machine.bytes("/proc/\(process)/cmdline", limit: 1 << 20))?.isEmpty == false {
                    isComplete = false
                }
                continue
            }
            let replaced = programs.first { "\($0) (deleted)" == link }
            let identity = Identity(machine.hostPath("/proc/\(process)/exe"))
            guard let program = identity.flatMap({ wanted[$0] }) ?? replaced else { continue }
            if let own, let theirs = try? machine.link("/proc/\(process)/ns/pid"), own != theirs { continue }
            processes[program] = process
        }
    }
}
