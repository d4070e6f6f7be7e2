import Glibc
public import GatehouseModel

/// The machine as collectors see it: files below a root, the kernel's identity, and how far what is read is believed.
public struct Machine: Sendable {
    /// Stands before every path that is read; empty for the running machine.
    public let root: String
    /// Given, not read below ``root``: the running kernel unless a fixture says otherwise.
    public let kernel: KernelIdentity
    /// `agentVerified` when this process runs as root, else `selfReported`.
    public let assurance: Assurance
    /// When reading is given up; `nil` reads as long as it takes.
    private(set) var deadline: Deadline?

    /// - Parameter root: a folder that holds a machine's files, as fixtures do; `/` for the running machine.
    public init(root: String = "/", kernel: KernelIdentity = .running(), assurance: Assurance? = nil) {
        self.root = root == "/" ? "" : Self.canonical(root) ?? root
        self.kernel = kernel
        self.assurance = assurance ?? (geteuid() == 0 ? .agentVerified : .selfReported)
    }

    /// Whether this is the running machine and not a folder of files.
    public var isRunning: Bool { root.isEmpty }

    /// The same machine, whose files are read until then.
    func reading(until deadline: Deadline) -> Machine {
        var machine = self
        machine.deadline = deadline
        return machine
    }

    /// Throws when the time for reading is over.
    func checkTime(_ subject: String) throws(MachineError) {
        guard let deadline, deadline.remaining == 0 else { return }
        throw MachineError(.timedOut, "`\(subject)` was not read to its end in time")
    }

    func hostPath(_ path: String) -> String { root + path }

    /// A fact with this machine's assurance; evidence beyond 200 characters is cut.
    func fact(_ key: FactKey, _ observation: Observation, at now: Instant) -> Fact {
        Fact(
            key: key, state: observation.state, source: observation.source,
            evidence: observation.evidence.count > 200
                ? observation.evidence.prefix(199) + "…" : observation.evidence,
            observedAt: now, assurance: assurance)
    }

    static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// What one key turned out to be, before it becomes a fact.
struct Observation: Hashable, Sendable {
    var state: FactState
    var source: String
    var evidence: String

    static func known(_ value: FactValue, source: String, evidence: String) -> Self {
        Self(state: .known(value), source: source, evidence: evidence)
    }

    static func absent(_ reason: String, source: String) -> Self {
        Self(state: .absent(reason: reason), source: source, evidence: reason)
    }

    static func unavailable(_ reason: String, source: String) -> Self {
        Self(state: .unavailable(reason: reason), source: source, evidence: reason)
    }

    /// A missing thing is absent; one that could not be read is unavailable.
    static func failed(_ error: MachineError, source: String) -> Self {
        error.code == .missing ? absent(error.message, source: source) : unavailable(error.message, source: source)
    }
}
