import GatehouseModel

/// Judging that no check-in causes: time that passes, policies and groups that change.
enum ComplianceJobs {
    /// Subject: a device.
    static let evaluateDevice = "compliance.evaluateDevice"
    /// Subject: ``fleetSubject``; payload: a ``FleetEvaluation``.
    static let evaluateFleet = "compliance.evaluateFleet"
    static let fleetSubject = "fleet"
    private static let batch = 200
    /// So often is judging left to nodes of a newer version, some ten seconds each: after that, there are hardly any.
    static let mostPasses: Int64 = 60

    /// Has every device judged anew for a change of what judges them.
    ///
    /// - Parameter facts: those of the requirements that changed; `nil` where anything may have.
    static func scheduleFleet(
        lookingAt facts: Set<FactKey>?, by evaluator: Int64 = Evaluator.version, in work: any StoreWriting,
        at now: Instant
    ) throws {
        var evaluation = FleetEvaluation(startedAt: now, facts: facts, evaluator: evaluator)
        // A node of the newer version has all of it judged anew.
        if try work.evaluator() > evaluator { try work.save(evaluator: evaluator) }
        // Devices that an earlier change has not reached yet still need what that one asks for.
        if let waiting = try work.job(kind: evaluateFleet, subject: fleetSubject) {
            evaluation = FleetEvaluation(payload: waiting.payload, dueAt: waiting.dueAt)
                .beginningAnew(at: now, lookingAt: facts, by: evaluator)
        }
        try work.schedule(fleet(work.tenant, evaluation, at: now))
    }

    /// No whole number of seconds: else the node that puts the job off would be the first to look at it again.
    private static func pause(after attempts: Int64) -> Duration { .milliseconds(9_500 + attempts % 7 * 130) }

    private static func fleet(_ tenant: TenantID, _ evaluation: FleetEvaluation, at now: Instant) -> Job {
        Job(
            id: .random(), tenant: tenant, kind: evaluateFleet, subject: fleetSubject, payload: evaluation.payload,
            dueAt: now)
    }

    /// Judges the device as soon as the runner comes to it.
    static func device(_ tenant: TenantID, _ device: DeviceID, at now: Instant) -> Job {
        Job(id: .random(), tenant: tenant, kind: evaluateDevice, subject: device.description, dueAt: now)
    }

    static func runDevice(_ job: Job, _ store: any Store, _ policies: PolicyBook, at now: Instant) async throws {
        let rules = policies.rules(of: job.tenant)
        try await store.write(job.tenant) { work in
            guard try work.complete(job), let id = DeviceID(job.subject), let record = try work.device(id)
            else { return }
            try ComplianceService.regroupAndJudge(record, rules.current(in: work), in: work, at: now)
        }
    }

    /// Judges one batch; the next is due at once, so that other work comes in between and a restart goes on here.
    ///
    /// The policies are read in the same unit of work: those in memory may be older than the change that asked for this.
    static func runFleet(
        _ job: Job, _ store: any Store, by evaluator: Int64 = Evaluator.version, at now: Instant
    ) async throws {
        let asked = FleetEvaluation(payload: job.payload, dueAt: job.dueAt)
        guard asked.evaluator <= evaluator || job.attempts >= mostPasses else {
            try await store.write(job.tenant) {
                try $0.retry(
                    job, dueAt: now + pause(after: job.attempts),
                    because: "a newer version judges otherwise, and does it")
            }
            return
        }
        try await store.write(job.tenant) { work in
            // Another node may have judged this batch meanwhile: to judge it again would add to the history.
            guard try work.holdsClaim(of: job) else { return }
            let rules = ComplianceRules(
                try TenantCatalogue(work.documents(kind: nil)), revision: try work.documentRevision())
            var evaluation = asked
            if asked.evaluator > evaluator {
                // A node of the newer version has all of it judged anew.
                evaluation.evaluator = evaluator
                try work.save(evaluator: evaluator)
            }
            let records = try work.devices(after: evaluation.last, limit: batch)
            try work.readAhead(
                of: records.map(\.device.id), lookingAt: rules.facts(lookedAtWith: evaluation.facts),
                jobs: evaluateDevice)
            for record in records {
                try ComplianceService.regroupAndJudge(record, rules, changed: evaluation.facts, in: work, at: now)
            }
            guard try work.complete(job), let last = records.last, records.count == batch else { return }
            evaluation.evaluated += records.count
            evaluation.last = last.device.id
            try work.schedule(fleet(job.tenant, evaluation, at: now))
        }
    }
}
