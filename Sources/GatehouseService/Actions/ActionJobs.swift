import GatehouseModel

/// Ending what no device did in time.
enum ActionJobs {
    /// Subject: a batch.
    static let expire = "action.expire"

    static func expiry(of batch: ActionBatch, tenant: TenantID) -> Job {
        Job(id: .random(), tenant: tenant, kind: expire, subject: batch.id.description, dueAt: batch.expiresAt)
    }

    /// Ends what was not taken; what was taken and not reported has `silence` longer, and has failed then.
    static func run(_ job: Job, _ store: any Store, silence: Duration, at now: Instant) async throws {
        guard let id = ActionBatchID(job.subject) else {
            _ = try await store.write(job.tenant) { try $0.complete(job) }
            return
        }
        try await store.write(job.tenant) { work in
            guard try work.complete(job), let batch = try work.actionBatch(id) else { return }
            let lastWord = batch.expiresAt + silence
            var isOpen = false
            for action in try work.actions(in: id) where !action.state.isFinal {
                if action.state.isUndelivered {
                    guard now >= batch.expiresAt else { continue }
                    try work.move(action, to: .expired, at: now)
                } else if now >= lastWord {
                    try work.move(action, to: .failed, detail: "the device never said what became of it", at: now)
                } else {
                    isOpen = true
                }
            }
            if isOpen {
                var next = expiry(of: batch, tenant: job.tenant)
                next.dueAt = lastWord
                try work.schedule(next)
            }
        }
    }
}
