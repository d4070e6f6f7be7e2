import GatehouseModel
public import Logging
public import ServiceLifecycle

/// Runs what is due: claims rows, runs each, gives back what failed with a longer and longer wait.
public struct JobRunner: Service {
    private static let batch = 32
    private static let changesKept: Int64 = 1_000_000
    /// So often, in seconds: a node of an older version may have judged meanwhile.
    private static let roundsOfEvaluator = 600
    /// So often, in seconds, it is looked whether keys of tokens are to be made or forgotten.
    private static let roundsOfKeys = 600

    private let store: any Store
    private let policies: PolicyBook
    private let contacts: ContactLog
    private let tally: OutcomeTally
    private let clock: Clock
    private let watch: ClockWatch
    private let keys: SigningKeyService?
    private let logger: Logger

    /// Makes the runner; failed jobs are logged, counted in `tally` by their kind, and given back, `watch` is told to look
    /// at the clock, and `keys` what is due.
    public init(
        store: any Store, policies: PolicyBook, contacts: ContactLog, tally: OutcomeTally = OutcomeTally(),
        clock: Clock, watch: ClockWatch = ClockWatch(), keys: SigningKeyService? = nil, logger: Logger
    ) {
        self.keys = keys
        self.tally = tally
        self.watch = watch
        self.store = store
        self.policies = policies
        self.contacts = contacts
        self.clock = clock
        self.logger = logger
    }

    /// Runs what is due until it is told to stop, then writes the last contacts.
    public func run() async throws {
        var rounds = 0
        var maintenance = MaintenancePlan(startingAt: clock.uptime)
        for await _ in store.pulses().cancelOnGracefulShutdown() {
            look(&maintenance)
            do {
                if rounds % Self.roundsOfEvaluator == 0 { try await judgeAnew() }
                try await runDue()
                rounds += 1
                if rounds % 60 == 0 { try await contacts.flush(to: store) }
                if rounds % Self.roundsOfKeys == 1 { try await keys?.tend() }
                // What was due may have taken minutes: the time that is looked at now is the one that counts.
                let now = clock.now
                look(&maintenance)
                if maintenance.isDue(at: clock.uptime) { try await maintain(at: now) }
            } catch {
                logger.error("jobs cannot be run", metadata: ["error": "\(error)"])
            }
        }
        try? await contacts.flush(to: store)
    }

    private func judgeAnew() async throws {
        let count = try await Evaluator.judgeAnew(store, at: clock.now)
        guard count > 0 else { return }
        logger.notice(
            "this version judges otherwise than the last one: every device is judged anew",
            metadata: ["tenants": "\(count)"])
    }

    private func look(_ maintenance: inout MaintenancePlan) {
        guard let jump = watch.look(clock) else { return }
        logger.warning("the server's clock was set", metadata: ["seconds": "\(jump / .seconds(1))"])
        maintenance.clockWasSet(at: clock.uptime)
    }

    /// Runs what is due until nothing is.
    ///
    /// What a job leaves for the next is due at once, and no pulse tells of it when nothing else changed.
    public func runDue() async throws {
        while try await runBatch() > 0, !Task.isShuttingDownGracefully {}
    }

    /// Runs what is due now; returns how many jobs there were.
    @discardableResult public func runBatch() async throws -> Int {
        let now = clock.now
        let jobs = try await store.claimJobs(queue: .jobs, now: now, until: now + JobLease.length, limit: Self.batch)
        guard !jobs.isEmpty else { return 0 }
        let lease = JobLease(jobs, store: store, clock: clock, logger: logger)
        try await lease.hold {
            for job in jobs where lease.holds(job) {
                try await carryOut(job, at: now)
                lease.release(job)
            }
        }
        return jobs.count
    }

    private func carryOut(_ job: Job, at now: Instant) async throws {
        do {
            try await run(job, at: now)
        } catch {
            logger.warning(
                "a job failed and will be tried again",
                metadata: ["kind": "\(job.kind)", "subject": "\(job.subject)", "error": "\(error)"])
            tally.note(job.kind)
            try await store.write(job.tenant) { try $0.retry(job, dueAt: now + job.pause, because: "\(error)") }
        }
    }

    private func run(_ job: Job, at now: Instant) async throws {
        switch job.kind {
        case ComplianceJobs.evaluateDevice: try await ComplianceJobs.runDevice(job, store, policies, at: now)
        case ComplianceJobs.evaluateFleet: try await ComplianceJobs.runFleet(job, store, at: now)
        case ActionJobs.expire: try await ActionJobs.run(job, store, silence: ActionRules().silence, at: now)
        case GroupJobs.evaluate: try await GroupJobs.run(job, store, at: now)
        case TenantJobs.delete: try await TenantJobs.run(job, store, at: now)
        case AttestationJobs.lapse: try await AttestationJobs.run(job, store, policies, at: now)
        default:
            // A newer node may have scheduled it, and does it.
            logger.warning("a job is of a kind that this node does not know", metadata: ["kind": "\(job.kind)"])
            try await store.write(job.tenant) {
                try $0.retry(job, dueAt: now + Job.pauseOfUnknown, because: "this node does not know jobs of this kind")
            }
        }
    }

    /// Forgets what nobody may need any more; while the runner runs it is done once an hour.
    public func maintain() async throws { try await maintain(at: clock.now) }

    private func maintain(at now: Instant) async throws {
        try await store.pruneChanges(before: store.newestSequence() - Self.changesKept)
        for tenant in try await store.tenants() where tenant.state != .deleting {
            try await store.write(tenant.id) { work in
                try work.removeDeviceTokens(endedBefore: now - .seconds(3600))
                try work.removeEnrolmentChallenges(endedBefore: now)
                try work.removeDecisions(before: now - .seconds(90 * 86_400))
                try work.removeArtefacts(before: now - .seconds(30 * 86_400))
                try work.removeNotices(before: now - .seconds(90 * 86_400))
                // First: what revoked sessions gave goes with them.
                try work.removeTokenStates(endedBefore: now - .seconds(3600))
                try work.removeSessions(endedBefore: now - .seconds(86_400))
                try work.removeSpent(endedBefore: now, attemptsBefore: now - .seconds(86_400))
            }
            try await ComplianceService.prune(
                store, tenant.id, retention: policies.rules(of: tenant.id).historyRetention, at: now)
        }
    }
}

extension Job {
    /// How long a job of a kind that this node does not know rests, for a node that does.
    static let pauseOfUnknown = Duration.seconds(60)

    /// How long the job rests after it failed once more: twice as long each time, up to a quarter of an hour.
    var pause: Duration { Duration.seconds(min(1 << min(attempts, 10), 900)) }
}
