public import GatehouseModel

/// One-time commands to devices: asked for, agreed to, delivered within a second, reported back.
public struct ActionService: Sendable {
    let store: any Store
    let authority: any Authority
    let clock: Clock
    let rules: ActionRules

    /// Makes the service; `clock` decides when actions end, `authority` signs scripts.
    public init(store: any Store, authority: any Authority, clock: Clock, rules: ActionRules = ActionRules()) {
        self.store = store
        self.authority = authority
        self.clock = clock
        self.rules = rules
    }

    /// The device's actions, newest first; `limit` is brought within 1 to 1,000.
    public func list(_ tenant: TenantID, device: DeviceID, limit: Int) async throws -> [DeviceAction] {
        try await store.read(tenant) { try $0.actions(of: device, limit: min(max(limit, 1), 1000)) }
    }

    /// One page of the actions of all devices.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<DeviceAction> {
        try await store.read(tenant) { try $0.actions(query) }
    }

    /// One page of batches, each with how far it is.
    public func batches(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<ActionOverview> {
        try await store.read(tenant) { work in
            let page = try work.actionBatches(query)
            return Page(
                elements: try page.elements.map { batch in
                    ActionOverview(batch: batch, counts: try work.actionCounts(of: batch.id), script: nil)
                }, next: page.next)
        }
    }

    /// The action with its batch, or ``ServiceError/Code/notFound``.
    public func action(_ tenant: TenantID, id: ActionID) async throws -> ActionDossier {
        try await store.read(tenant) { work in
            let action = try work.requireAction(id)
            return ActionDossier(
                action: action, batch: try work.requireBatch(action.batch),
                artefact: try work.artefact(of: id)?.name)
        }
    }

    /// The batch with its script, or ``ServiceError/Code/notFound``.
    public func batch(_ tenant: TenantID, id: ActionBatchID) async throws -> ActionOverview {
        try await store.read(tenant) { work in try work.overview(of: work.requireBatch(id)) }
    }

    /// The file that an action brought; the caller must have the permission of the action's kind.
    public func artefact(_ tenant: TenantID, of id: ActionID, as caller: Caller) async throws -> StoredArtefact {
        try await store.read(tenant) { work in
            try caller.require(work.requireAction(id).kind)
            guard let artefact = try work.artefact(of: id) else {
                throw ServiceError(.notFound, "the action `\(id)` brought no file")
            }
            return artefact
        }
    }
}

/// A batch with how far it is.
public struct ActionOverview: Hashable, Sendable {
    /// What was asked for.
    public var batch: ActionBatch
    /// Devices by the state of their action.
    public var counts: [ActionState: Int]
    /// Text of the script, where one is asked for by itself.
    public var script: String?
}

/// An action with what it was asked for with.
public struct ActionDossier: Hashable, Sendable {
    /// How far it is, and what it brought.
    public var action: DeviceAction
    /// What was asked for.
    public var batch: ActionBatch
    /// Name of the file that it brought.
    public var artefact: String?
}

extension StoreReading {
    func requireAction(_ id: ActionID) throws -> DeviceAction {
        guard let action = try action(id) else { throw ServiceError(.notFound, "there is no action `\(id)`") }
        return action
    }

    func requireBatch(_ id: ActionBatchID) throws -> ActionBatch {
        guard let batch = try actionBatch(id) else {
            throw ServiceError(.notFound, "there is no batch of actions `\(id)`")
        }
        return batch
    }

    func overview(of batch: ActionBatch) throws -> ActionOverview {
        var script: String?
        if case .runScript(let run) = batch.command { script = try self.script(run.digest) }
        return ActionOverview(batch: batch, counts: try actionCounts(of: batch.id), script: script)
    }
}

extension Caller {
    /// Throws ``ServiceError/Code/notPermitted`` unless the caller's role may have devices do this.
    func require(_ kind: ActionKind) throws {
        let permission = Permission(.action, kind.permission)
        guard let role = Role(rawValue: role), role.allows(permission) else {
            throw ServiceError(
                .notPermitted,
                "the role `\(role)` may not have a device do `\(kind.rawValue)`: it does not have the permission "
                    + "`\(permission)`", hint: "roles that have it: \(Role.names(allowing: permission))")
        }
    }
}
