import GatehouseModel

/// What time alone changes: attested facts of a device that quotes no more are no facts.
enum AttestationJobs {
    /// Its subject is a device; every quote schedules it anew.
    static let lapse = "attestation.lapse"

    static func lapse(_ tenant: TenantID, _ device: DeviceID, at instant: Instant) -> Job {
        Job(id: .random(), tenant: tenant, kind: lapse, subject: device.description, dueAt: instant)
    }

    static func run(_ job: Job, _ store: any Store, _ policies: PolicyBook, at now: Instant) async throws {
        let rules = policies.rules(of: job.tenant)
        try await store.write(job.tenant) { work in
            guard try work.complete(job), let device = DeviceID(job.subject),
                let held = try work.attestation(of: device)
            else { return }
            let facts = AttestationFacts.unavailable(
                "the TPM has quoted nothing since \(held.quotedAt)", at: now)
            try AttestationFacts.save(facts, of: device, trust: nil, rules, in: work, at: now)
        }
    }
}
