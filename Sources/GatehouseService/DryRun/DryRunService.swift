public import GatehouseModel
import GatehousePolicy
import Synchronization

/// Tries a proposal on the devices as they are and on recorded decisions, and writes nothing.
///
/// It reads in batches, holds no lock while it decides, ends when its task is cancelled, and when its limits are
/// reached says what it has seen so far.
public struct DryRunService: Sendable {
    private let documents: DocumentService
    private let limits: DryRunLimits
    private let turns: Turns

    /// Makes the service; proposals are read and checked as `documents` would.
    public init(documents: DocumentService, limits: DryRunLimits = DryRunLimits()) {
        self.documents = documents
        self.limits = limits
        turns = Turns(limits.turns)
    }

    /// Who gains and who loses access; `replay` is how far back recorded decisions are looked at, if at all.
    ///
    /// At most `listed` differences of each kind come one by one; the totals are over all.
    /// Throws ``ServiceError/Code/unavailable`` while too many others are under way.
    public func run(
        _ tenant: TenantID, _ proposal: Proposal, replay: Duration? = nil, listed: Int = 100
    ) async throws -> DryRunReport {
        if let replay, replay <= .zero || replay > limits.longestReplay {
            throw ServiceError(
                .invalid, "the time to look back is not between 1ms and \(limits.longestReplay.text)")
        }
        let parsed = try ParsedProposal(proposal)
        return try await turns.take {
            try await run(tenant, parsed, replay, listed)
        }
    }

    private func run(
        _ tenant: TenantID, _ proposal: ParsedProposal, _ replay: Duration?, _ listed: Int
    ) async throws -> DryRunReport {
        let (store, now) = (documents.store, documents.clock.now)
        let deadline = ContinuousClock.now + limits.time
        let isInTime = { ContinuousClock.now < deadline }
        let (comparison, isJudging) = try await store.read(tenant) { work in
            (
                try documents.compare(proposal, in: work, at: now),
                try work.job(kind: ComplianceJobs.evaluateFleet, subject: ComplianceJobs.fleetSubject) != nil
            )
        }
        let trial = FleetTrial(
            store: store, tenant: tenant, before: try PolicySet(comparison.before()),
            after: try PolicySet(comparison.result), now: now)
        let lockOut = try await LockOutCheck(trial: trial, largestFleet: documents.largestFleet).find()
        let fleet = try await compare(trial, listed: listed, while: isInTime)
        var notes = [lockOut.note].compactMap(\.self)
        if isJudging { notes.append("devices are still being judged after an earlier change: verdicts may be old") }
        if fleet.isCut { notes.append("time ran out after \(fleet.devices) devices") }
        var report = DryRunReport(
            documents: comparison.outcome, lockedOut: lockOut.applications, fleet: fleet, replay: nil, notes: notes)
        guard let replay else { return report }
        let since = now - replay
        let found = try await Replay(store: store, tenant: tenant, before: trial.before, after: trial.after)
            .run(since: since, limit: limits.decisions, goOn: isInTime)
        report.replay = ReplayDifferences(
            since: since, decisions: found.decisions, unreadable: found.unreadable, drifted: found.drifted,
            differences: found.tally.differences(limit: listed), isCut: found.isCut)
        report.notes += Self.notes(about: found, trial)
        return report
    }

    private func compare(
        _ trial: FleetTrial, listed: Int, while isInTime: () -> Bool
    ) async throws -> FleetDifferences {
        let applications = trial.applications
        let isSameDecision = trial.after.decidesAs(trial.before)
        var tally = DifferenceTally()
        var shifts = [VerdictShift: Int]()
        var devices = 0
        var isCut = false
        let refused = try await trial.forEachDevice { device in
            guard isInTime() else {
                isCut = true
                return false
            }
            devices += 1
            let states = (device.before?.state(at: trial.now), device.after?.state(at: trial.now))
            if states.0 != states.1 {
                shifts[VerdictShift(before: states.0, after: states.1, devices: 0), default: 0] += 1
            }
            guard !isSameDecision || device.before != device.after else {
                tally.addSame(applications.count)
                return true
            }
            for application in applications {
                tally.add(
                    application, device.standing.record.device,
                    device.decision(for: application, by: trial.before, device.before, at: trial.now),
                    device.decision(for: application, by: trial.after, device.after, at: trial.now))
            }
            return true
        }
        return FleetDifferences(
            devices: devices, applications: applications.count, refused: refused,
            verdicts: shifts.map { VerdictShift(before: $0.before, after: $0.after, devices: $1) }
                .sorted { $0.place < $1.place },
            differences: tally.differences(limit: listed), isCut: isCut)
    }

    private static func notes(about found: Replay.Findings, _ trial: FleetTrial) -> [String] {
        var notes = [String]()
        if !trial.after.judgesAs(trial.before) {
            notes.append(
                "recorded decisions keep the verdict that they were made with: what judges devices differently shows "
                    + "in the devices as they are now")
        }
        if found.drifted > 0 {
            notes.append(
                "\(found.drifted) recorded decisions were answered otherwise than the documents as they are would "
                    + "have it; they are compared by those")
        }
        if found.unreadable > 0 { notes.append("the inputs of \(found.unreadable) recorded decisions do not read") }
        if found.isCut { notes.append("only the newest \(found.decisions) recorded decisions were looked at") }
        return notes
    }
}

extension VerdictShift {
    fileprivate var place: (Int, String, String) { (-devices, before?.rawValue ?? "", after?.rawValue ?? "") }
}

/// How many may do something costly at once.
private final class Turns: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func take<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let isTaken = left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
        guard isTaken else {
            throw ServiceError(
                .unavailable, "other dry runs are under way", hint: "try again when they have ended")
        }
        defer { left.withLock { $0 += 1 } }
        return try await body()
    }
}
