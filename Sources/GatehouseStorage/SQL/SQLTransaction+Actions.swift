import GatehouseModel
import GatehouseService

/// The columns of an action in the order in which they are written and read.
private enum ActionTable {
    static let columns = [
        "id", "device", "kind", "state", "detail", "created_at", "created_by", "expires_at", "updated_at",
    ]
    static let upsert = SQLText.upsert(into: "device_action", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "device_action")
}

extension SQLRow {
    fileprivate mutating func action() throws -> DeviceAction {
        try DeviceAction(
            id: identifier(), device: identifier(), kind: text(), state: word(), detail: text(), createdAt: instant(),
            createdBy: text(), expiresAt: instant(), updatedAt: instant())
    }
}

extension SQLTransaction: ActionReading {
    func action(_ id: ActionID) throws -> DeviceAction? {
        try row(ActionTable.select + " AND id = ?", id) { try $0.action() }
    }

    func openActions(of device: DeviceID, at now: Instant) throws -> [DeviceAction] {
        try rows(
            ActionTable.select
                + " AND device = ? AND state IN ('pending', 'active') AND expires_at > ? ORDER BY created_at, id",
            device, now
        ) { try $0.action() }
    }

    func actions(of device: DeviceID, limit: Int) throws -> [DeviceAction] {
        try rows(ActionTable.select + " AND device = ? ORDER BY created_at DESC, id DESC LIMIT ?", device, limit) {
            try $0.action()
        }
    }
}

extension SQLTransaction: ActionWriting {
    func save(_ action: DeviceAction) throws {
        try execute(
            ActionTable.upsert, action.id, action.device, action.kind, action.state.rawValue, action.detail,
            action.createdAt, action.createdBy, action.expiresAt, action.updatedAt)
        note(.action, action.device.description)
    }
}
