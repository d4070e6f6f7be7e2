import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Glibc

/// Runs the version that should run: this program, one that was installed beside it, or one on trial as a child.
struct Launcher {
    var directory: StateDirectory
    var installation = Installation()
    var own = SemanticVersion(AgentVersion.text)
    /// What every version is given: `run` with its options.
    var arguments: [String]
    var log = AgentLog()

    /// The package's program: the only one that follows what is installed beside it.
    ///
    /// One that somebody built and runs from elsewhere is meant to be run itself.
    static let packaged = "/usr/bin/gatehouse-agent"

    /// Whether this program is the package's, or one that the package's has started.
    static var isPackaged: Bool {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return false }
        let program = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return program == packaged || program.hasPrefix("\(Installation().path)/versions/")
    }

    /// Returns when this program is the one to run; otherwise replaces it, or ends it with the status of a trial that
    /// was stopped.
    func launch() throws(AgentError) {
        guard let own, Self.isPackaged, !arguments.contains(Self.marker) else { return }
        while true {
            let record = directory.updateRecord()
            switch LaunchDecision(own: own, installed: installation.current, record: record, now: .now()) {
            case .runHere: return
            case .replace(let version):
                installation.prune(keeping: [version])
                do {
                    try execute(installation.program(of: version), childArguments)
                } catch {
                    // A damaged file must not leave the device without an agent.
                    return log.write(error.message)
                }
            case .discard(let version):
                log.write("version \(version) is not used any more")
                try installation.point(to: nil)
                installation.prune(keeping: [])
            case .watch(let version, let since):
                // Its child could not have the folder, and that is not the version's fault.
                _ = try DirectoryLock(directory)
                log.write("version \(version) is on trial")
                var trial = Trial(
                    TrialMachine(version, since: since, record: record), directory, installation,
                    installation.program(of: version), childArguments)
                if let status = try trial.run() { exit(status) }
            }
        }
    }

    /// Where a run that ended for an update goes on.
    func relaunch() throws(AgentError) {
        try execute(Self.packaged, arguments.filter { $0 != Self.marker })
    }

    /// Given to what was launched, which then launches nothing itself.
    static let marker = "--launched"
    private var childArguments: [String] { arguments + [Self.marker] }

    private func execute(_ program: String, _ arguments: [String]) throws(AgentError) {
        let words = (["gatehouse-agent"] + arguments).map { strdup($0) } + [nil]
        execv(program, words)
        throw StateDirectory.failure("cannot start", program)
    }
}

extension StateDirectory {
    private static let updateFile = "update.json"

    func updateRecord() -> UpdateRecord {
        guard let bytes = try? read(Self.updateFile), let json = try? JSON.parse(bytes) else { return UpdateRecord() }
        return UpdateRecord(json: json)
    }

    func save(_ record: UpdateRecord) throws(AgentError) { try write(Self.updateFile, record.json.serialised()) }
}
