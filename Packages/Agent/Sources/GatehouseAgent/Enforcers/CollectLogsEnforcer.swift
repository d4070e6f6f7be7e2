import GatehouseModel

/// Bundles the newest lines of the system's logs and of the agent's own.
struct CollectLogsEnforcer {
    private static let journalctl = "/usr/bin/journalctl"
    private static let journalLimit = 256 << 10
    private static let fileLimit = 128 << 10
    /// Beside the journal, what syslog(3) and dpkg write; nothing that holds secrets by design.
    private static let files = ["/var/log/syslog", "/var/log/messages", "/var/log/kern.log", "/var/log/dpkg.log"]

    func enforce(in scene: EnforcementScene) -> Enforcement {
        var archive = Self.entry("agent.log", scene.ownLog().suffix(Self.fileLimit))
        var collected = ["agent.log"]
        scene.progress(20, "reading the journal")
        if let journal = journal(scene.machine) {
            archive += Self.entry("journal.log", journal)
            collected.append("journal.log")
        }
        scene.progress(60, "reading log files")
        for path in Self.files {
            // Who may write to the folder of logs could put a link there to what only root may read.
            guard let tail = try? scene.machine.tail(path, count: Self.fileLimit) else { continue }
            let name = path.split(separator: "/").last.map { String($0) } ?? path
            archive += Self.entry(name, tail[...])
            collected.append(name)
        }
        return Enforcement(
            .done, "\(collected.count) logs", result: ActionResult(output: collected.map { $0 + "\n" }.joined()),
            artefact: Enforcement.Artefact(name: "logs.tar", content: archive + TarArchive.end))
    }

    /// Without a time: what was logged says its own.
    private static func entry(_ name: String, _ content: some Collection<UInt8>) -> [UInt8] {
        TarArchive.file(name, content, at: Instant(milliseconds: 0))
    }

    /// From the oldest of its newest lines; `nil` where there is no journal or it cannot be read.
    private func journal(_ machine: Machine) -> ArraySlice<UInt8>? {
        guard machine.exists(Self.journalctl) else { return nil }
        let lines = try? machine.output(
            of: machine.hostPath(Self.journalctl),
            ["--no-pager", "--quiet", "--lines=2000", "--output=short-iso"], timeLimit: .seconds(20), limit: 4 << 20)
        guard let lines, !lines.isEmpty else { return nil }
        return Array(lines.map { $0 + [UInt8(ascii: "\n")] }.joined()).suffix(Self.journalLimit)
    }
}
