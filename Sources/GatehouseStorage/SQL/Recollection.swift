import GatehouseModel
import GatehouseService

/// What a unit of work has read of devices and need not ask for again, as long as it changes nothing of it.
///
/// Whoever judges asks for what stands, and saving compares with the same; whoever judges many reads ahead.
struct Recollection {
    /// Those that are there.
    var devices: Set<DeviceID> = []
    /// `nil` for a device that was never judged.
    var verdicts: [DeviceID: Verdict?] = [:]
    /// The intervals that last.
    var statuses: [DeviceID: [RequirementStatus]] = [:]
    /// The facts of ``readAhead(of:lookingAt:)`` that are held, in the order of their names.
    private var facts: [DeviceID: [Fact]] = [:]
    private var factKeys: Set<FactKey> = []
    /// Those of one kind by subject; `nil` where none waits.
    private var jobs: [String: Job?] = [:]
    private var jobKind = ""

    /// The facts of these keys, if they were read ahead.
    func facts(of device: DeviceID, keys: Set<FactKey>) -> [Fact]? {
        guard let known = facts[device], keys.isSubset(of: factKeys) else { return nil }
        return known.filter { keys.contains($0.key) }
    }

    /// `.some(nil)` when it was read ahead that none waits.
    func job(kind: String, subject: String) -> Job?? { kind == jobKind ? jobs[subject] : nil }

    /// In place of all facts that were read ahead before.
    mutating func keep(_ facts: [DeviceID: [Fact]], keys: Set<FactKey>, of devices: [DeviceID]) {
        self.facts = Dictionary(uniqueKeysWithValues: Set(devices).map { ($0, facts[$0] ?? []) })
        factKeys = keys
    }

    /// In place of all jobs that were read ahead before.
    mutating func keep(_ jobs: [Job], kind: String, of subjects: [String]) {
        self.jobs = Dictionary(uniqueKeysWithValues: Set(subjects).map { ($0, nil) })
        for job in jobs { self.jobs[job.subject] = job }
        jobKind = kind
    }

    mutating func forgetFacts(of device: DeviceID) { facts[device] = nil }

    mutating func forgetJob(kind: String, subject: String) {
        if kind == jobKind { jobs[subject] = nil }
    }
}
