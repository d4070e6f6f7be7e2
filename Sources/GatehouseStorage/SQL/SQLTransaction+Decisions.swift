import GatehouseModel
import GatehouseService

/// The columns of a decision in the order in which they are written and read.
private enum DecisionTable {
    static let columns = [
        "id", "at", "enforcement_point", "application", "device", "address", "user_agent", "outcome", "valid_until",
        "particulars", "signals", "policy_digest",
    ]
    static let insert =
        SQLText.insert(into: "decision", ["tenant"] + columns) + " ON CONFLICT (tenant, id) DO NOTHING"
    static let select = SQLText.select(columns, from: "decision")
    static let list = ListSource(
        name: "decisions", columns: columns, from: "decision", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "at": .init("at", .instant), "application": .init("application", .text),
            "device": .init("device", .identifier, isNullable: true),
            "enforcementPoint": .init("enforcement_point", .text), "outcome": .init("outcome", .text),
            "address": .init("address", .text),
        ],
        defaultOrder: [.init(field: "at", isDescending: true)])
}

extension SQLRow {
    fileprivate mutating func decision() throws -> DecisionRecord {
        let (id, at, point, application): (DecisionID, Instant, String, String) = try (
            identifier(), instant(), text(), text()
        )
        let (device, address, userAgent): (DeviceID?, String, String) = try (optionalIdentifier(), text(), text())
        let (outcome, validUntil, particulars): (Outcome, Instant, String) = try (word(), instant(), text())
        guard let decision = DecisionCoding.decode(particulars, outcome: outcome, validUntil: validUntil) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "particulars of decision \(id)")
        }
        return try DecisionRecord(
            id: id, at: at, enforcementPoint: point, application: application, device: device, address: address,
            userAgent: userAgent, decision: decision, signals: text(), policyDigest: text())
    }
}

extension SQLTransaction: DecisionReading {
    func decision(_ id: DecisionID) throws -> DecisionRecord? {
        try row(DecisionTable.select + " AND id = ?", id) { try $0.decision() }
    }

    func decisions(_ query: ListQuery) throws -> Page<DecisionRecord> {
        try page(of: DecisionTable.list, query) { try $0.decision() }
    }

    func repeats(of decision: DecisionID) throws -> Int64 {
        try rows("SELECT count FROM decision_repeat WHERE tenant = ? AND decision = ?", decision) {
            try $0.integer()
        }.reduce(0, +)
    }
}

extension SQLTransaction: DecisionWriting {
    func append(_ decisions: [DecisionRecord], repeats: [DecisionRepeat]) throws {
        for record in decisions {
            try execute(
                DecisionTable.insert, record.id, record.at, record.enforcementPoint, record.application,
                record.device, record.address, record.userAgent, record.decision.outcome.rawValue,
                record.decision.validUntil, DecisionCoding.encode(record.decision), record.signals,
                record.policyDigest)
        }
        for item in repeats {
            try execute(
                """
                INSERT INTO decision_repeat (tenant, decision, minute, count) VALUES (?, ?, ?, ?)
                ON CONFLICT (tenant, decision, minute)
                DO UPDATE SET count = decision_repeat.count + excluded.count
                """, item.decision, item.minute, item.count)
        }
    }

    /// Repeats go with their decision; those whose decision was never recorded go by their own minute.
    func removeDecisions(before instant: Instant) throws {
        try execute("DELETE FROM decision WHERE tenant = ? AND at < ?", instant)
        try execute(
            """
            DELETE FROM decision_repeat WHERE tenant = ? AND minute < ? AND NOT EXISTS (
                SELECT 1 FROM decision
                WHERE decision.tenant = decision_repeat.tenant AND decision.id = decision_repeat.decision)
            """, instant)
    }
}
