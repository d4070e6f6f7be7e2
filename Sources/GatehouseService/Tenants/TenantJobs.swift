import GatehouseModel

/// Deleting a tenant, batch by batch.
///
/// The job belongs to the tenant that owns the server, so that it outlives what it deletes; it is done again from where
/// it was when a node dies in between.
enum TenantJobs {
    /// Subject: the tenant that goes.
    static let delete = "tenant.delete"
    /// Time for every node to see that nothing is to be written for the tenant any more.
    static let respite = Duration.seconds(2)
    /// Rows of one unit of work, so that others find the writer free in between.
    static let batch = 500
    /// Batches of one claim, well within its lease.
    static let batches = 40

    static func deletion(of tenant: Tenant, by caller: Caller, at now: Instant) -> Job {
        Job(
            id: .random(), tenant: caller.tenant, kind: delete, subject: tenant.id.description, payload: tenant.name,
            dueAt: now + respite)
    }

    static func run(_ job: Job, _ store: any Store, at now: Instant) async throws {
        guard let id = TenantID(job.subject), id != job.tenant else {
            _ = try await store.write(job.tenant) { try $0.complete(job) }
            return
        }
        for _ in 0..<batches {
            let deleted = try await store.administer(as: job.tenant) { tenants in
                try tenants.tenant(id) == nil ? 0 : tenants.deleteRows(of: id, limit: batch)
            }
            guard deleted > 0 else { return try await end(job, of: id, store, at: now) }
        }
        var next = job
        next.dueAt = now
        let again = next
        try await store.write(job.tenant) { work in
            guard try work.holdsClaim(of: job) else { return }
            try work.schedule(again)
            // The claim is over, and what was scheduled anew stays.
            try work.complete(job)
        }
    }

    private static func end(_ job: Job, of id: TenantID, _ store: any Store, at now: Instant) async throws {
        try await store.administer(as: job.tenant) { tenants in
            if try tenants.tenant(id) != nil {
                try tenants.remove(id)
                try tenants.own.audit(
                    AuditEntry(
                        at: now, actor: "system", action: "tenant.deleted", target: "tenant/\(id)",
                        detail: "\(job.payload): nothing of it is left"))
            }
            try tenants.own.complete(job)
        }
    }
}
