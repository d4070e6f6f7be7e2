import GatehouseAgentCore
import GatehouseWire
import Glibc

extension StateDirectory {
    private static let journalFile = "actions.json"

    /// What was begun and not yet reported; a damaged journal is refused, as it may say what must not be repeated.
    func actionJournal() throws(AgentError) -> ActionJournal {
        guard let bytes = try read(Self.journalFile) else { return ActionJournal() }
        guard let json = try? JSON.parse(bytes), let journal = ActionJournal(json: json) else {
            throw AgentError(
                .failed, "`\(file(Self.journalFile))` is damaged", hint: "remove it, if no action is under way")
        }
        return journal
    }

    func save(_ journal: ActionJournal) throws(AgentError) {
        try write(Self.journalFile, journal.json.serialised())
    }

    /// Removes this device's identity, then everything else in the folder, and the folder itself.
    ///
    /// The key goes first: whatever is interrupted, there is no identity afterwards. The journal goes last: it is by it
    /// that an interrupted end is gone on with.
    func removeEverything() throws(AgentError) {
        let first = ["identity.json", "device.key", "device.next.key"]
        for name in first { try remove(name) }
        let rest = try files().filter { $0 != Self.journalFile }
        for name in rest + [Self.journalFile] { try remove(name) }
        // A folder that holds what is not ours stays.
        _ = rmdir(path)
    }
}

/// What tells one run of this machine from another: the kernel's boot, and in a container its first process.
enum BootIdentity {
    static func current() -> String {
        let boot = (try? StateDirectory.read("/proc/sys/kernel/random/boot_id")) ?? []
        let first = (try? StateDirectory.read("/proc/1/stat")) ?? []
        let identity = String(decoding: boot, as: UTF8.self).prefix { $0 != "\n" }
        // Field 22 (proc(5)), counted behind the name, which may hold spaces.
        let fields = String(decoding: first, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        return "\(identity)/\(fields.count > 19 ? fields[19] : "")"
    }
}
