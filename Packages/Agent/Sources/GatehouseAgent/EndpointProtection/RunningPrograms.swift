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
    /// Whether every process that may be one of them by its name could be looked at.
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
                if Self.mayBe(programs, process, machine) { isComplete = false }
                continue
            }
            let replaced = programs.first { "\($0) (deleted)" == link }
            let identity = Identity(machine.hostPath("/proc/\(process)/exe"))
            guard let program = identity.flatMap({ wanted[$0] }) ?? replaced else { continue }
            if let own, let theirs = try? machine.link("/proc/\(process)/ns/pid"), own != theirs { continue }
            processes[program] = process
        }
    }

    /// Whether a process that hides its program calls itself like one of them; a kernel thread has no arguments.
    private static func mayBe(_ programs: [String], _ process: String, _ machine: Machine) -> Bool {
        let names = programs.map { $0.split(separator: "/").last.map(String.init) ?? "" }
        let command = (try? machine.text("/proc/\(process)/comm", limit: 64)) ?? ""
        let arguments = (try? machine.bytes("/proc/\(process)/cmdline", limit: 1 << 20)) ?? []
        let first = arguments.prefix { $0 != 0 }.text.split(separator: "/").last ?? ""
        return names.contains { $0 == first || (!command.isEmpty && $0.prefix(15) == command) }
    }
}
