public import GatehouseModel
import GatehousePolicy

/// Why a device's verdict is what it is.
public struct ComplianceExplanation: Hashable, Sendable {
    /// The device as the directory shows it.
    public var device: Device
    /// The verdict as it stands now, lapsed if its time is over; `nil` until the device was judged.
    public var verdict: Verdict?
    /// Every requirement of every assigned policy, the unmet ones first.
    public var statuses: [RequirementStatus]
    /// Every fact that is held of the device.
    public var facts: [Fact]
    /// What the policies have done about what is not met, and will do, in the order of time.
    public var planned: [PlannedAction]

    /// Makes the explanation; the statuses are shown in the order given.
    public init(
        device: Device, verdict: Verdict?, statuses: [RequirementStatus], facts: [Fact], planned: [PlannedAction] = []
    ) {
        self.device = device
        self.verdict = verdict
        self.statuses = statuses
        self.facts = facts
        self.planned = planned
    }
}

/// Judges devices and explains verdicts.
public struct ComplianceService: Sendable {
    let store: any Store
    private let policies: PolicyBook
    let clock: Clock

    /// Makes the service; `policies` holds the rules that devices are judged by.
    public init(store: any Store, policies: PolicyBook, clock: Clock) {
        self.store = store
        self.policies = policies
        self.clock = clock
    }

    /// What the server takes for now.
    public var now: Instant { clock.now }

    /// The verdict as it stands now with what led to it; throws ``ServiceError/Code/notFound``.
    ///
    /// - Parameter languages: as `de_DE`, the one liked best first, for what mends a requirement; without any, or where
    ///   the policy has no words in it, the policy's own are shown.
    public func explain(
        _ tenant: TenantID, device: DeviceID, languages: [String] = []
    ) async throws -> ComplianceExplanation {
        let now = clock.now
        let rules = policies.rules(of: tenant)
        return try await store.read(tenant) { work in
            let record = try work.requireDevice(device)
            var verdict = try work.verdict(of: device)
            if let held = verdict { verdict?.state = held.state(at: now) }
            let statuses = policies.rules(of: tenant).translate(try work.statuses(of: device), into: languages)
            return ComplianceExplanation(
                device: record.device, verdict: verdict, statuses: statuses.unmetFirst,
                facts: try work.facts(of: device),
                planned: rules.policies.flatMap { $0.plannedActions(for: statuses) }
                    .sorted { ($0.dueAt, $0.policy) < ($1.dueAt, $1.policy) })
        }
    }

    /// Past and lasting intervals, newest first; `limit` is brought within 1 to 1,000.
    public func intervals(_ tenant: TenantID, device: DeviceID, limit: Int) async throws -> [RequirementInterval] {
        try await store.read(tenant) { try $0.intervals(of: device, limit: min(max(limit, 1), 1000)) }
    }

    /// Devices by state, and how far judging them anew has come.
    public func summary(_ tenant: TenantID) async throws -> FleetCompliance {
        try await store.read(tenant) { work in
            let job = try work.job(kind: ComplianceJobs.evaluateFleet, subject: ComplianceJobs.fleetSubject)
            return FleetCompliance(
                devices: try work.verdictCounts(),
                evaluation: job.map { FleetEvaluation(payload: $0.payload, dueAt: $0.dueAt) })
        }
    }

    /// Brings the device's groups up to date, then judges it by every requirement; with `changed` as ``judge``.
    static func regroupAndJudge(
        _ record: DeviceRecord, _ rules: ComplianceRules, changed: Set<FactKey>? = nil, in work: any StoreWriting,
        at now: Instant
    ) throws {
        var record = record
        if try record.regroup(rules.grouping, in: work) { try work.save(record) }
        try judge(record.device, rules, changed: changed, in: work, at: now)
    }

    /// Judges one device in a unit of work and schedules the next time at which time alone changes the verdict.
    ///
    /// With `changed`, the facts that changed since it was judged last, and those of requirements that changed, only
    /// what looks at those is judged anew: a list of packages is not read because a port was opened.
    static func judge(
        _ device: Device, _ rules: ComplianceRules, changed: Set<FactKey>? = nil, isReport: Bool = false,
        in work: any StoreWriting, at now: Instant
    ) throws {
        try work.foresee(judgingOf: device.id, job: ComplianceJobs.evaluateDevice)
        let previous = try work.verdict(of: device.id)
        let statuses = try work.statuses(of: device.id)
        let waiting = try work.job(kind: ComplianceJobs.evaluateDevice, subject: device.id.description)
        var input = ComplianceInput(
            device: device, posture: [:], policies: rules.policies, settings: rules.settings, previous: statuses,
            previousVerdict: previous, changed: changed, isReport: isReport, now: now)
        if changed != nil { input.posture = try posture(of: device.id, input.neededFacts, in: work) }
        if input.posture.isEmpty {
            // Nothing known of these does not mean that nothing is known.
            input.holdsOtherFacts = try changed != nil && work.holdsFacts(rules.relevantFacts, of: device.id)
            if !input.holdsOtherFacts {
                input.changed = nil
                input.posture = try posture(of: device.id, rules.relevantFacts, in: work)
            }
        }
        let evaluation = input.evaluate()
        if previous.map({ $0.mustBeReplaced(by: evaluation.verdict, rules.settings) }) ?? true {
            try work.save(evaluation.verdict, of: device.id, at: now)
        }
        if evaluation.statuses != statuses {
            try work.save(evaluation.statuses, of: device.id, at: now)
            let actions = PolicyActions(device: device, before: statuses, evaluation: evaluation, now: now)
            try actions.carryOut(in: work)
        }
        try scheduleNext(evaluation, of: device.id, after: waiting, rules.settings, in: work)
    }

    static func posture(
        of device: DeviceID, _ keys: Set<FactKey>, in work: any StoreReading
    ) throws -> Posture {
        Dictionary(try work.facts(of: device, keys: keys).map { ($0.key, $0) }) { first, _ in first }
    }

    private static func scheduleNext(
        _ evaluation: ComplianceEvaluation, of device: DeviceID, after waiting: Job?, _ settings: ComplianceSettings,
        in work: any StoreWriting
    ) throws {
        guard var next = [evaluation.nextChange, evaluation.nextAction].compactMap(\.self).min() else {
            if waiting != nil { try work.cancelJob(kind: ComplianceJobs.evaluateDevice, subject: device.description) }
            return
        }
        // A device that was heard of meanwhile is judged before its verdict lapses, not after.
        if next == evaluation.verdict.validUntil { next = next - .milliseconds(settings.validity.milliseconds / 30) }
        // A job that comes somewhat early judges again and schedules itself anew; moving it at every report would be
        // a write a report.
        if let waiting, waiting.dueAt <= next, next - waiting.dueAt < .seconds(86_400) { return }
        try work.schedule(
            Job(
                id: .random(), tenant: work.tenant, kind: ComplianceJobs.evaluateDevice, subject: device.description,
                dueAt: next))
    }
}

extension [RequirementStatus] {
    /// What is not met before the rest, each in the order given.
    var unmetFirst: [RequirementStatus] {
        filter(\.result.isUnsatisfied) + filter { !$0.result.isUnsatisfied }
    }
}

extension Verdict {
    /// Whether `other` says something else, or the same for a good part of the validity longer.
    fileprivate func mustBeReplaced(by other: Verdict, _ settings: ComplianceSettings) -> Bool {
        state != other.state || since != other.since || graceEnd != other.graceEnd || note != other.note
            || other.validUntil < validUntil
            || (other.validUntil - validUntil).milliseconds > settings.validity.milliseconds / 30
    }
}
