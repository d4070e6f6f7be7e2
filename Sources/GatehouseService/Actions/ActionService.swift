public import GatehouseModel

/// One-time commands to devices: queued, delivered within a second, reported back.
public struct ActionService: Sendable {
    /// Kinds that can be asked for.
    public static let kinds = ["sync"]

    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when actions end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Queues the action; one of the same kind that still waits is returned instead of a second one.
    public func request(
        _ tenant: TenantID, kind: String, device: DeviceID, lifetime: Duration, actor: String
    ) async throws -> DeviceAction {
        guard Self.kinds.contains(kind) else {
            throw ServiceError(
                .invalid, "the action `\(kind)` is not known", hint: "one of: \(Self.kinds.joined(separator: ", "))")
        }
        let now = clock.now
        let action = DeviceAction(
            id: .random(), device: device, kind: kind, createdAt: now, createdBy: actor, expiresAt: now + lifetime,
            updatedAt: now)
        return try await store.write(tenant) { work in
            guard let record = try work.device(device) else {
                throw ServiceError(.notFound, "there is no device `\(device)`")
            }
            guard record.device.lifecycle == .enrolled else {
                throw ServiceError(.conflict, "the device is \(record.device.lifecycle.rawValue) and takes no actions")
            }
            let waiting = try work.openActions(of: device, at: now).first { $0.kind == kind && $0.state == .pending }
            if let waiting { return waiting }
            try work.save(action)
            try work.audit(
                AuditEntry(at: now, actor: actor, action: "action.\(kind)", target: "device/\(device)"))
            return action
        }
    }

    /// The device's actions, newest first; `limit` is brought within 1 to 1,000.
    public func list(_ tenant: TenantID, device: DeviceID, limit: Int) async throws -> [DeviceAction] {
        try await store.read(tenant) { try $0.actions(of: device, limit: min(max(limit, 1), 1000)) }
    }

    /// The action, or ``ServiceError/Code/notFound``.
    public func action(_ tenant: TenantID, id: ActionID) async throws -> DeviceAction {
        guard let action = try await store.read(tenant, { try $0.action(id) }) else {
            throw ServiceError(.notFound, "there is no action `\(id)`")
        }
        return action
    }

    /// Takes a device's report on its own action; a report on one that has ended changes nothing, so that repeats
    /// are safe.
    public func report(
        _ tenant: TenantID, device: DeviceID, action id: ActionID, state: DeviceAction.State, detail: String
    ) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard var action = try work.action(id), action.device == device else {
                throw ServiceError(.notFound, "there is no action `\(id)` for this device")
            }
            guard !action.state.isFinal, action.state != state else { return }
            action.state = state
            action.detail = String(detail.prefix(4096))
            action.updatedAt = now
            try work.save(action)
        }
    }
}
