import GatehouseModel
import GatehouseService

/// The columns of a batch in the order in which they are written and read.
private enum BatchTable {
    static let columns = [
        "id", "kind", "parameters", "request", "approval", "created_at", "created_by", "decided_at", "decided_by",
        "reason", "expires_at", "devices",
    ]
    static let upsert = SQLText.upsert(into: "action_batch", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "action_batch")
    static let list = ListSource(
        name: "actionBatches", columns: columns, from: "action_batch", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "kind": .init("kind", .text), "approval": .init("approval", .text),
            "createdAt": .init("created_at", .instant), "createdBy": .init("created_by", .text),
            "expiresAt": .init("expires_at", .instant),
        ],
        defaultOrder: [.init(field: "createdAt", isDescending: true)])
}

extension SQLRow {
    fileprivate mutating func actionBatch() throws -> ActionBatch {
        let (id, kind, parameters): (ActionBatchID, ActionKind, String) = try (identifier(), word(), text())
        guard let members = StoredJSON(parameters)?.record,
            let command = try? ActionCommand(kind, parameters: members.compactMapValues(\.text))
        else { throw StoreError(.corrupt, "a stored row cannot be read", detail: "parameters of batch \(id)") }
        return try ActionBatch(
            id: id, command: command, request: text(), approval: word(), createdAt: instant(), createdBy: text(),
            decidedAt: optionalInstant(), decidedBy: optionalText(), reason: text(), expiresAt: instant(),
            devices: integer())
    }
}

extension SQLTransaction: ActionReading {
    func actionBatch(_ id: ActionBatchID) throws -> ActionBatch? {
        try row(BatchTable.select + " AND id = ?", id) { try $0.actionBatch() }
    }

    func actionBatch(request: String, by actor: String) throws -> ActionBatch? {
        try row(BatchTable.select + " AND created_by = ? AND request = ? AND request <> ''", actor, request) {
            try $0.actionBatch()
        }
    }

    func actionBatches(_ query: ListQuery) throws -> Page<ActionBatch> {
        try page(of: BatchTable.list, query) { try $0.actionBatch() }
    }

    func script(_ digest: String) throws -> String? {
        try row("SELECT body FROM script WHERE tenant = ? AND digest = ?", digest) { try $0.text() }
    }

    func artefact(of action: ActionID) throws -> StoredArtefact? {
        try row(
            "SELECT action, name, content, created_at FROM action_artefact WHERE tenant = ? AND action = ?", action
        ) { row in
            try StoredArtefact(
                action: row.identifier(), name: row.text(), content: row.bytes(), createdAt: row.instant())
        }
    }
}

extension SQLTransaction: ActionWriting {
    func save(_ batch: ActionBatch) throws {
        let parameters = StoredJSON.record(batch.command.parameters.mapValues { .text($0) })
        try execute(
            BatchTable.upsert, batch.id, batch.command.kind.rawValue, parameters.description, batch.request,
            batch.approval.rawValue, batch.createdAt, batch.createdBy, batch.decidedAt, batch.decidedBy,
            batch.reason, batch.expiresAt, batch.devices)
    }

    func save(script: String, digest: String) throws {
        try execute(
            "INSERT INTO script (tenant, digest, body) VALUES (?, ?, ?) ON CONFLICT (tenant, digest) DO NOTHING",
            digest, script)
    }

    func save(_ artefact: StoredArtefact) throws {
        try execute(
            SQLText.upsert(
                into: "action_artefact", key: ["tenant", "action"],
                ["tenant", "action", "name", "content", "created_at"]),
            artefact.action, artefact.name, SQLValue.bytes(artefact.content), artefact.createdAt)
    }

    func removeArtefacts(before instant: Instant) throws {
        try execute("DELETE FROM action_artefact WHERE tenant = ? AND created_at < ?", instant)
    }
}
