import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehousePolicy

extension DocumentService {
    /// Writes the proposal in one unit of work, once it is known whom it locks out.
    ///
    /// Who is locked out is found out before, in units of work that only read, so that nobody waits for it. Where the
    /// documents changed meanwhile, it is found out again.
    func commit(
        _ proposal: ParsedProposal, _ isLockOutConfirmed: Bool, as caller: Caller
    ) async throws -> DocumentChanges {
        for _ in 0..<3 {
            let now = clock.now
            let (comparison, revision) = try await store.read(caller.tenant) { work in
                (try compare(proposal, in: work, at: now), try work.documentRevision())
            }
            for (change, _) in comparison.differences {
                try caller.require(change.effect == .deleted ? .delete : .write, change.kind, change.name)
            }
            try Self.requireScheduledActions(of: comparison, as: caller)
            let lockOut = try await lockOut(by: comparison, caller.tenant, at: now)
            guard lockOut.applications.isEmpty || isLockOutConfirmed else {
                throw ServiceError.wouldLockOut(lockOut.applications)
            }
            let isWritten = try await store.write(caller.tenant) { work in
                guard try work.documentRevision() == revision else { return false }
                try Self.write(comparison, lockOut, in: work, as: caller, at: now)
                try Self.endCertificates(of: proposal.documents.map(\.document), in: work, at: now, as: caller)
                return true
            }
            guard isWritten else { continue }
            var outcome = comparison.outcome
            outcome.warnings += [lockOut.note].compactMap(\.self)
            return outcome
        }
        throw ServiceError(.conflict, "others change documents at the same time", hint: "try again")
    }

    /// A policy does to devices only what its author may do to them.
    private static func requireScheduledActions(of comparison: Comparison, as caller: Caller) throws {
        for (change, record) in comparison.differences where change.effect != .deleted {
            guard change.kind == .compliancePolicy else { continue }
            for policy in try TenantCatalogue([record]).compliancePolicies {
                for action in policy.scheduledActions {
                    if let kind = action.kind.deviceAction { try caller.require(kind) }
                }
            }
        }
    }

    /// Whom the change locks out; nobody, where the documents as they are cannot be read and are being mended.
    func lockOut(
        by comparison: Comparison, _ tenant: TenantID, at now: Instant
    ) async throws -> LockOutCheck.Finding {
        guard !comparison.differences.isEmpty, let before = try? PolicySet(comparison.before()) else {
            return LockOutCheck.Finding()
        }
        let trial = FleetTrial(
            store: store, tenant: tenant, before: before, after: try PolicySet(comparison.result), now: now)
        return try await LockOutCheck(trial: trial, largestFleet: largestFleet).find()
    }

    private static func write(
        _ comparison: Comparison, _ lockOut: LockOutCheck.Finding, in work: any StoreWriting, as caller: Caller,
        at now: Instant
    ) throws {
        for locked in lockOut.applications {
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "document.confirmLockOut",
                    target: "Application/\(locked.application)", detail: "devices \(locked.devices)"))
        }
        for (change, record) in comparison.differences {
            let target = "\(record.kind)/\(record.name)"
            guard change.effect != .deleted else {
                if change.kind == .deviceGroup { try requireNoCode(names: change.name, in: work, at: now) }
                if change.kind == .enforcementPoint {
                    try endCertificates(of: change.name, because: "deleted", in: work, at: now, as: caller)
                }
                try work.deleteDocument(kind: record.kind, name: record.name)
                try work.audit(AuditEntry(at: now, actor: caller.actor, action: "document.delete", target: target))
                continue
            }
            var record = record
            record.updatedBy = caller.actor
            try work.save(record)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor,
                    action: "document.\(change.effect == .created ? "create" : "update")", target: target,
                    detail: "version \(record.version), sha256 \(Secret.digest(record.text))"))
        }
        try recordScripts(comparison.differences, of: comparison.result, in: work, as: caller, at: now)
        try scheduleJudging(after: comparison, in: work, at: now)
    }

    /// What no longer asks over mutual TLS has no use for a certificate: one that was copied stays refused for good.
    private static func endCertificates(
        of documents: [Document], in work: any StoreWriting, at now: Instant, as caller: Caller
    ) throws {
        for case .enforcementPoint(let point) in documents where point.transport != .mutualTLS {
            try endCertificates(
                of: point.name, because: "the point asks by socket", in: work, at: now, as: caller)
        }
    }

    private static func endCertificates(
        of point: String, because why: String, in work: any StoreWriting, at now: Instant, as caller: Caller
    ) throws {
        let ended = try work.endPointCertificates(of: point, at: now)
        guard !ended.isEmpty else { return }
        try work.auditEnd(of: ended, of: point, because: why, at: now, as: caller)
    }

    /// What judges devices changed: all of them are judged anew in the background.
    private static func scheduleJudging(
        after comparison: Comparison, in work: any StoreWriting, at now: Instant
    ) throws {
        let judging: Set<DocumentKind> = [.compliancePolicy, .deviceGroup, .assignmentFilter, .tenantSettings]
        guard !judging.isDisjoint(with: comparison.differences.map(\.0.kind)) else { return }
        // Documents that cannot be read any more are being mended: then everything is looked at.
        let before = try? comparison.before().compliancePolicies
        try ComplianceJobs.scheduleFleet(
            lookingAt: before.map { comparison.result.compliancePolicies.factsLookedAtAnew(since: $0) }, in: work,
            at: now)
    }
}
