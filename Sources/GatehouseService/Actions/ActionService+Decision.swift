import GatehouseDocuments
public import GatehouseModel

extension ActionService {
    /// Agrees to a batch: its actions are queued, and its scripts are signed only now.
    ///
    /// Refuses who asked for it, however often they ask, and a role that could not have asked for it.
    public func approve(
        _ tenant: TenantID, batch id: ActionBatchID, reason: String, as caller: Caller
    ) async throws -> ActionOverview {
        let now = clock.now
        let (batch, waiting) = try await store.read(tenant) { work in
            let batch = try Self.undecided(id, in: work, at: now)
            try Self.requireSecondPerson(for: batch, caller, in: work)
            return (batch, try work.actions(in: id).filter { $0.state == .pendingApproval })
        }
        try caller.require(batch.command.kind)
        let signed = try await ActionScript.signed(waiting, of: batch, tenant: tenant, by: authority)
        return try await store.write(tenant) { work in
            let batch = try Self.decide(id, .approved, reason, by: caller, at: now, in: work)
            for action in signed where try work.action(action.id)?.state == .pendingApproval {
                try work.move(action, to: .queued, at: now)
            }
            return try work.overview(of: batch)
        }
    }

    /// Refuses a batch; who asked for it may, too.
    public func reject(
        _ tenant: TenantID, batch id: ActionBatchID, reason: String, as caller: Caller
    ) async throws -> ActionOverview {
        let now = clock.now
        return try await store.write(tenant) { work in
            try caller.require(work.requireBatch(id).command.kind)
            let batch = try Self.decide(id, .rejected, reason, by: caller, at: now, in: work)
            for action in try work.actions(in: id) where action.state == .pendingApproval {
                try work.move(action, to: .rejected, detail: reason, at: now)
            }
            return try work.overview(of: batch)
        }
    }

    /// Withdraws an action that no device has taken.
    public func cancel(_ tenant: TenantID, action id: ActionID, reason: String, as caller: Caller) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let action = try work.requireAction(id)
            try caller.require(action.kind)
            guard action.state != .cancelled else { return }
            guard action.state.canBecome(.cancelled) else {
                throw ServiceError(
                    .conflict,
                    action.state.isFinal
                        ? "the action has ended: \(action.state.rawValue)" : "the device has taken the action already")
            }
            try work.move(action, to: .cancelled, detail: reason, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "action.cancel", target: "action/\(id)",
                    detail: "\(action.kind.rawValue) of device \(action.device); \(reason)"))
        }
    }

    /// Withdraws what no device of the batch has taken; the others go on.
    public func cancel(
        _ tenant: TenantID, batch id: ActionBatchID, reason: String, as caller: Caller
    ) async throws -> ActionOverview {
        let now = clock.now
        return try await store.write(tenant) { work in
            let batch = try work.requireBatch(id)
            try caller.require(batch.command.kind)
            let undelivered = try work.actions(in: id).filter(\.state.isUndelivered)
            for action in undelivered { try work.move(action, to: .cancelled, detail: reason, at: now) }
            if !undelivered.isEmpty {
                try work.audit(
                    AuditEntry(
                        at: now, actor: caller.actor, action: "action.cancel", target: "actionBatch/\(id)",
                        detail: "\(undelivered.count) of \(batch.devices) devices; \(reason)"))
            }
            return try work.overview(of: batch)
        }
    }

    /// Refuses who asked for it, and of what a policy asked for who wrote that policy last.
    private static func requireSecondPerson(
        for batch: ActionBatch, _ caller: Caller, in work: any StoreReading
    ) throws {
        var who = "who asked for it"
        var first = batch.createdBy
        let prefix = PolicyActions.actor("")
        if first.hasPrefix(prefix) {
            let name = String(first.dropFirst(prefix.count))
            who = "who wrote the policy `\(name)` that asks for it"
            first = try work.document(kind: DocumentKind.compliancePolicy.rawValue, name: name)?.updatedBy ?? first
        }
        guard caller.actor != first else {
            throw ServiceError(
                .notPermitted, "\(who) cannot approve it",
                hint: "another holder of the permission must: `gatehouse action approve \(batch.id)`")
        }
    }

    private static func undecided(
        _ id: ActionBatchID, in work: any StoreReading, at now: Instant
    ) throws -> ActionBatch {
        let batch = try work.requireBatch(id)
        guard batch.approval == .pending else {
            let what = batch.approval == .notNeeded ? "needs no approval" : "is \(batch.approval.rawValue) already"
            throw ServiceError(.conflict, "the batch \(what)")
        }
        guard now < batch.expiresAt else { throw ServiceError(.conflict, "the batch expired at \(batch.expiresAt)") }
        guard try work.actionCounts(of: id)[.pendingApproval, default: 0] > 0 else {
            throw ServiceError(.conflict, "the batch was withdrawn")
        }
        return batch
    }

    private static func decide(
        _ id: ActionBatchID, _ approval: ActionBatch.Approval, _ reason: String, by caller: Caller, at now: Instant,
        in work: any StoreWriting
    ) throws -> ActionBatch {
        guard reason.utf8.count <= 1000 else { throw ServiceError(.invalid, "the reason has more than 1000 bytes") }
        var batch = try undecided(id, in: work, at: now)
        batch.approval = approval
        batch.decidedAt = now
        batch.decidedBy = caller.actor
        batch.reason = reason
        try work.save(batch)
        let act = approval == .approved ? "action.approve" : "action.reject"
        try work.audit(
            AuditEntry(
                at: now, actor: caller.actor, action: act, target: "actionBatch/\(id)",
                detail: "\(batch.command.kind.rawValue), \(batch.devices) devices, asked by \(batch.createdBy)"
                    + (reason.isEmpty ? "" : "; \(reason)")))
        return batch
    }
}

extension StoreWriting {
    /// Saves the action in its next state; the words of the state before are dropped.
    func move(_ action: DeviceAction, to state: ActionState, detail: String = "", at now: Instant) throws {
        precondition(action.state.canBecome(state), "\(action.state) cannot become \(state)")
        var action = action
        action.state = state
        action.detail = String(detail.prefix(4096))
        action.percent = nil
        action.updatedAt = now
        if state == .delivered { action.deliveredAt = now }
        try save(action)
    }
}
