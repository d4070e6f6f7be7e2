import CLinux
public import GatehouseModel
import Synchronization

/// Runs collectors one after the other, each with its own time limit; none can harm another.
public struct CollectorSet: Sendable {
    /// Every collector there is for Linux.
    public static let all: [any Collector] = [
        OperatingSystemCollector(), HardwareCollector(), StorageCollector(), FirewallCollector(),
        SSHServerCollector(), SoftwareCollector(), SecurityUpdatesCollector(), MandatoryAccessControlCollector(),
        FirmwareCollector(), TrustedPlatformModuleCollector(), UsersCollector(), AdministratorsCollector(),
        PasswordPolicyCollector(), ScreenLockCollector(), AutomaticUpdatesCollector(),
        RPMCollector(), PythonPackagesCollector(), FlatpakCollector(), SnapCollector(), EndpointProtectionCollector(),
        KernelHardeningCollector(), VirtualisationCollector(), TimeSynchronisationCollector(),
        RemovableStorageCollector(), RestartCollector(), PrimaryUserCollector(), CloudCollector(),
        CertificatesCollector(), ListenersCollector(), NetworkCollector(), BrowserExtensionsCollector(),
    ]

    /// In the order in which they run.
    public let collectors: [any Collector]
    private let machine: Machine
    private let witness: (any CollectorWitness)?
    private let stuck = StuckRuns()

    /// Every collector on the running machine, unless said otherwise.
    public init(
        _ collectors: [any Collector] = Self.all, machine: Machine = Machine(),
        witness: (any CollectorWitness)? = nil
    ) {
        self.collectors = collectors
        self.machine = machine
        self.witness = witness
    }

    /// The same collectors, each run of which `witness` learns of and may object to.
    public func seen(by witness: any CollectorWitness) -> CollectorSet {
        CollectorSet(collectors, machine: machine, witness: witness)
    }

    /// Every key that these collectors report.
    public var keys: [FactKey] { collectors.flatMap(\.keys) }

    /// What a ``FileWatcher`` should watch for them.
    public var watches: Set<String> { Set(collectors.flatMap(\.watches)) }

    /// The names of the collectors that one of `changed` concerns.
    public func affected(by changed: Set<String>) -> Set<String> {
        Set(collectors.filter { !changed.isDisjoint(with: $0.watches) }.map(\.name))
    }

    /// One fact for each key of the collectors in `names`, or of all; blocks for at most the sum of their limits.
    ///
    /// A collector that is still stuck from an earlier call is not started again.
    public func collect(at now: Instant, only names: Set<String>? = nil) -> [Fact] {
        defer { clinux_release_memory() }
        return collectors.filter { names?.contains($0.name) ?? true }.flatMap { facts(of: $0, at: now) }
    }

    private func facts(of collector: any Collector, at now: Instant) -> [Fact] {
        guard !stuck.holds(collector.name) else {
            return collector.unavailable("an earlier run of \(collector.name) is still stuck", in: machine, at: now)
        }
        if let objection = witness?.objection(to: collector.name, at: now) {
            return collector.unavailable(objection, in: machine, at: now)
        }
        let run = CollectorRun(collector, in: machine, at: now, seenBy: witness)
        guard let facts = run.facts() else {
            stuck.add(run, collector.name)
            let limit = collector.timeLimit.text
            return collector.unavailable("timed out after \(limit)", in: machine, at: now)
        }
        let byKey = Dictionary(facts.map { ($0.key, $0) }) { first, _ in first }
        return collector.keys.map { key in
            byKey[key]
                ?? machine.fact(key, .unavailable("the collector reported nothing", source: collector.name), at: now)
        }
    }
}

/// The runs that were left behind.
private final class StuckRuns: Sendable {
    private let runs = Mutex<[String: CollectorRun]>([:])

    func add(_ run: CollectorRun, _ name: String) { runs.withLock { $0[name] = run } }

    /// Whether a run of this collector is still under way; forgets it once it has ended.
    func holds(_ name: String) -> Bool {
        runs.withLock { runs in
            guard let run = runs[name] else { return false }
            if run.isDone { runs[name] = nil }
            return !run.isDone
        }
    }
}
