import GatehouseModel
import GatehouseService

/// The columns of an action in the order in which they are written and read.
private enum ActionTable {
    static let columns = [
        "id", "batch", "device", "kind", "state", "detail", "percent", "exit_code", "output", "is_truncated",
        "signature", "created_at", "created_by", "expires_at", "delivered_at", "updated_at",
    ]
    static let upsert = SQLText.upsert(into: "device_action", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "device_action")
    /// Of what a device may have on its list at an instant.
    static let open = " AND (state IN ('delivered', 'running') OR (state = 'queued' AND expires_at > ?))"
    static let list = ListSource(
        name: "actions", columns: columns, from: "device_action", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "batch": .init("batch", .identifier),
            "device": .init("device", .identifier), "kind": .init("kind", .text), "state": .init("state", .text),
            "createdAt": .init("created_at", .instant), "createdBy": .init("created_by", .text),
            "expiresAt": .init("expires_at", .instant), "updatedAt": .init("updated_at", .instant),
        ],
        defaultOrder: [.init(field: "createdAt", isDescending: true)])
}

extension SQLRow {
    fileprivate mutating func action() throws -> DeviceAction {
        var action: DeviceAction
        let (id, batch, device): (ActionID, ActionBatchID, DeviceID) = try (identifier(), identifier(), identifier())
        let (kind, state, detail): (ActionKind, ActionState, String) = try (word(), word(), text())
        let (percent, exitCode, output): (Int64?, Int64?, String?) = try (
            optionalInteger(), optionalInteger(), optionalText()
        )
        let isTruncated = try integer() != 0
        action = try DeviceAction(
            id: id, batch: batch, device: device, kind: kind, state: state, detail: detail, percent: percent,
            signature: text(), createdAt: instant(), createdBy: text(), expiresAt: instant(),
            deliveredAt: optionalInstant(), updatedAt: instant())
        // An action without output has an empty one; null says that it did not end.
        action.result = output.map { ActionResult(exitCode: exitCode, output: $0, isTruncated: isTruncated) }
        return action
    }
}

extension SQLTransaction {
    func action(_ id: ActionID) throws -> DeviceAction? {
        try row(ActionTable.select + " AND id = ?", id) { try $0.action() }
    }

    func openActions(of device: DeviceID, at now: Instant) throws -> [DeviceAction] {
        try rows(ActionTable.select + " AND device = ?\(ActionTable.open) ORDER BY created_at, id", device, now) {
            try $0.action()
        }
    }

    func openActions(of devices: [DeviceID], at now: Instant) throws -> [DeviceID: [DeviceAction]] {
        let actions = try rows(
            ActionTable.select, whose: "device", isAmong: devices, and: ActionTable.open, [now]
        ) { try $0.action() }
        return Dictionary(grouping: actions, by: \.device).mapValues { actions in
            actions.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        }
    }

    func actions(of device: DeviceID, limit: Int) throws -> [DeviceAction] {
        try rows(ActionTable.select + " AND device = ? ORDER BY created_at DESC, id DESC LIMIT ?", device, limit) {
            try $0.action()
        }
    }

    func actions(_ query: ListQuery) throws -> Page<DeviceAction> {
        try page(of: ActionTable.list, query) { try $0.action() }
    }

    func actions(in batch: ActionBatchID) throws -> [DeviceAction] {
        try rows(ActionTable.select + " AND batch = ? ORDER BY id", batch) { try $0.action() }
    }

    func actionCounts(of batch: ActionBatchID) throws -> [ActionState: Int] {
        let counts: [(ActionState, Int)] = try rows(
            "SELECT state, count(*) FROM device_action WHERE tenant = ? AND batch = ? GROUP BY state", batch
        ) { try ($0.word(), Int($0.integer())) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    func save(_ action: DeviceAction) throws {
        try execute(
            ActionTable.upsert, action.id, action.batch, action.device, action.kind.rawValue, action.state.rawValue,
            action.detail, action.percent, action.result?.exitCode, action.result?.output,
            Int64(action.result?.isTruncated == true ? 1 : 0), action.signature, action.createdAt, action.createdBy,
            action.expiresAt, action.deliveredAt, action.updatedAt)
        note(.action, action.device.description)
    }
}
