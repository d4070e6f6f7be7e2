public import GatehouseModel

extension ActionService {
    /// Asks devices to do something; what needs a second person waits for them.
    ///
    /// All of it is one unit of work. Refuses a kind that the caller's role may not ask for, a device that is not
    /// there or not enrolled, and what may not be asked of a personal device; with a filter, such devices are left
    /// out instead. A `sync` that waits for the only device is answered instead of a second one.
    public func request(
        _ tenant: TenantID, _ proposal: ActionProposal, as caller: Caller
    ) async throws -> ActionOverview {
        try caller.require(proposal.command.kind)
        try check(proposal)
        let now = clock.now
        if let known = try await known(tenant, proposal, actor: caller.actor, at: now) { return known }
        let devices = try await store.read(tenant) { try Self.devices(of: proposal, rules, in: $0) }
        let needsApproval = rules.needsApproval(proposal.command)
        let batch = ActionBatch(
            id: .random(), command: proposal.command, request: proposal.request,
            approval: needsApproval ? .pending : .notNeeded, createdAt: now, createdBy: caller.actor,
            expiresAt: now + (proposal.lifetime ?? rules.lifetime), devices: Int64(devices.count))
        var actions = devices.map { device in
            DeviceAction(
                id: .random(), batch: batch.id, device: device, kind: batch.command.kind,
                state: needsApproval ? .pendingApproval : .queued, createdAt: now, createdBy: caller.actor,
                expiresAt: batch.expiresAt, updatedAt: now)
        }
        if !needsApproval {
            actions = try await ActionScript.signed(actions, of: batch, tenant: tenant, by: authority)
        }
        let prepared = actions
        return try await store.write(tenant) { work in
            try Self.save(batch, prepared, of: proposal, in: work)
            return try work.overview(of: batch)
        }
    }

    /// Asks one device for something within a unit of work, as a policy does: the same rules, no role to check.
    ///
    /// The same request of the same actor is answered again. Only for commands that need no signature, of a device that
    /// does not refuse them.
    static func order(
        _ command: ActionCommand, _ device: Device, by actor: String, request: String, _ rules: ActionRules,
        in work: any StoreWriting, at now: Instant
    ) throws -> ActionBatch {
        if let known = try work.actionBatch(request: request, by: actor) { return known }
        let needsApproval = rules.needsApproval(command)
        let batch = ActionBatch(
            id: .random(), command: command, request: request, approval: needsApproval ? .pending : .notNeeded,
            createdAt: now, createdBy: actor, expiresAt: now + rules.lifetime, devices: 1)
        let action = DeviceAction(
            id: .random(), batch: batch.id, device: device.id, kind: command.kind,
            state: needsApproval ? .pendingApproval : .queued, createdAt: now, createdBy: actor,
            expiresAt: batch.expiresAt, updatedAt: now)
        try save(batch, [action], of: ActionProposal(command), in: work)
        return batch
    }

    private static func save(
        _ batch: ActionBatch, _ actions: [DeviceAction], of proposal: ActionProposal, in work: any StoreWriting
    ) throws {
        if case .runScript(let run) = batch.command, let script = proposal.script {
            try work.save(script: script, digest: run.digest)
        }
        try work.save(batch)
        for action in actions {
            guard try work.device(action.device)?.device.lifecycle == .enrolled else {
                throw ServiceError(.conflict, "the device `\(action.device)` is no longer enrolled")
            }
            try work.save(action)
        }
        try work.schedule(ActionJobs.expiry(of: batch, tenant: work.tenant))
        if batch.approval == .pending { try work.postApproval(of: batch, actions) }
        let target = actions.count == 1 ? "device/\(actions[0].device)" : "actionBatch/\(batch.id)"
        try work.audit(
            AuditEntry(
                at: batch.createdAt, actor: batch.createdBy, action: "action.\(batch.command.kind.rawValue)",
                target: target, detail: batch.auditDetail))
    }

    private func check(_ proposal: ActionProposal) throws {
        if case .runScript(let run) = proposal.command {
            guard let script = proposal.script else { throw ServiceError(.invalid, "a script is missing") }
            try ActionScript.check(script, run)
        }
        let lifetime = proposal.lifetime ?? rules.lifetime
        guard lifetime >= .seconds(1), lifetime <= .seconds(90 * 86_400) else {
            throw ServiceError(.invalid, "an action lasts from 1s to 90d, not `\(lifetime.text)`")
        }
        guard proposal.request.utf8.count <= 128 else {
            throw ServiceError(.invalid, "a request's identifier has at most 128 bytes")
        }
        guard proposal.devices != nil || proposal.filter != nil else {
            throw ServiceError(.invalid, "no devices are named", hint: "name some, or give a filter")
        }
    }

    /// What was answered to the same proposal before, or the `sync` that waits already.
    private func known(
        _ tenant: TenantID, _ proposal: ActionProposal, actor: String, at now: Instant
    ) async throws -> ActionOverview? {
        try await store.read(tenant) { work in
            if !proposal.request.isEmpty, let batch = try work.actionBatch(request: proposal.request, by: actor) {
                guard batch.command == proposal.command else {
                    throw ServiceError(
                        .conflict, "the request `\(proposal.request)` was made before, for something else")
                }
                return try work.overview(of: batch)
            }
            guard proposal.request.isEmpty, proposal.command == .sync, proposal.filter == nil,
                let device = proposal.devices?.first, proposal.devices?.count == 1
            else { return nil }
            let waiting = try work.openActions(of: device, at: now).first { $0.kind == .sync && $0.state == .queued }
            return try waiting.map { try work.overview(of: work.requireBatch($0.batch)) }
        }
    }

    /// The devices that the proposal means, each once.
    private static func devices(
        of proposal: ActionProposal, _ rules: ActionRules, in work: any StoreReading
    ) throws -> [DeviceID] {
        var found = [DeviceID]()
        if let filter = proposal.filter {
            let named = proposal.devices.map { Set($0) }
            var query = ListQuery(filter: filter, order: [ListQuery.Order(field: "id")], limit: 1000)
            repeat {
                let page = try work.devices(query)
                found += page.elements.map(\.device)
                    .filter { named?.contains($0.id) ?? true }
                    .filter { refusal(of: proposal.command, by: $0) == nil }.map(\.id)
                query.cursor = page.next
            } while query.cursor != nil && found.count <= rules.largestBatch
        } else {
            var seen = Set<DeviceID>()
            for id in proposal.devices ?? [] where seen.insert(id).inserted {
                let record = try work.requireDevice(id)
                if let refusal = refusal(of: proposal.command, by: record.device) { throw refusal }
                found.append(id)
            }
        }
        guard !found.isEmpty else {
            throw ServiceError(.conflict, "no enrolled device is meant", hint: "try `gatehouse device list --filter …`")
        }
        guard found.count <= rules.largestBatch else {
            throw ServiceError(.invalid, "more than \(rules.largestBatch) devices are meant")
        }
        return found
    }

    /// Why the device is not to be asked for it; `nil` when it may be.
    static func refusal(of command: ActionCommand, by device: Device) -> ServiceError? {
        guard device.lifecycle == .enrolled else {
            return ServiceError(
                .conflict, "the device `\(device.name)` is \(device.lifecycle.rawValue) and takes no actions")
        }
        guard device.management == .managed || command == .sync else {
            return ServiceError(
                .conflict, "`\(command.kind.rawValue)` is not supported by `\(device.name)`, which only reports",
                hint: "enrol it again with a code or a registration that has it managed")
        }
        guard device.ownership == .company || !command.kind.isRefusedOnPersonalDevices else {
            return ServiceError(
                .conflict, "`\(command.kind.rawValue)` is not done on `\(device.name)`, which is a person's own")
        }
        return nil
    }
}

extension ActionBatch {
    /// One line for the audit log: what, of how many, and whether somebody must agree.
    var auditDetail: String {
        let particulars = command.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let wait = approval == .pending ? ["awaits approval"] : []
        return (["batch \(id)", "\(devices) devices"] + particulars + wait).joined(separator: ", ")
    }
}
