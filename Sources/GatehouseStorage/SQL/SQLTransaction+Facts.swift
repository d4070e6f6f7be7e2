import GatehouseModel
import GatehouseService

/// The columns of a fact in the order in which they are written and read.
enum FactTable {
    static let columns = ["name", "state", "value", "source", "evidence", "observed_at", "assurance"]
    static let upsert = SQLText.upsert(
        into: "fact", key: ["tenant", "device", "name"], ["tenant", "device"] + columns + ["received_at"])
    static let select = SQLText.select(columns, from: "fact") + " AND device = ?"

    static let selectOfMany = SQLText.select(["device"] + columns, from: "fact")

    /// So many facts of a device by their names.
    static func named(_ count: Int) -> String {
        select + " AND name IN (\(SQLText.placeholders(count))) ORDER BY name"
    }

    /// The names in order, some at a time.
    static func groups(of keys: Set<FactKey>) -> [[String]] {
        SQLText.groups(of: keys.map(\.rawValue).sorted(), sizes: [1, 4, 16])
    }
}

extension SQLRow {
    fileprivate mutating func fact() throws -> Fact {
        let key = FactKey(try text())
        let (stateWord, value) = (try text(), try text())
        guard let state = FactCoding.decode(word: stateWord, text: value) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "state of fact \(key)")
        }
        return try Fact(
            key: key, state: state, source: text(), evidence: text(), observedAt: instant(), assurance: word())
    }
}

extension SQLTransaction: FactReading {
    func facts(of device: DeviceID) throws -> [Fact] {
        try rows(FactTable.select + " ORDER BY name", device) { try $0.fact() }
    }

    func facts(of device: DeviceID, keys: Set<FactKey>) throws -> [Fact] {
        if let known = known.facts(of: device, keys: keys) { return known }
        return try FactTable.groups(of: keys).flatMap { names in
            try rows(FactTable.named(names.count), [device] + names) { try $0.fact() }
        }
    }

    /// Of many devices, in the order of the facts' names.
    func facts(of devices: [DeviceID], keys: Set<FactKey>) throws -> [DeviceID: [Fact]] {
        let found = try FactTable.groups(of: keys).flatMap { names in
            try rows(
                FactTable.selectOfMany, whose: "device", isAmong: devices,
                and: " AND name IN (\(SQLText.placeholders(names.count)))", names
            ) { row in
                let device: DeviceID = try row.identifier()
                return (device, try row.fact())
            }
        }
        return Dictionary(grouping: found, by: \.0).mapValues { facts in
            facts.map(\.1).sorted { $0.key.rawValue < $1.key.rawValue }
        }
    }

    func holdsFacts(_ keys: Set<FactKey>, of device: DeviceID) throws -> Bool {
        try FactTable.groups(of: keys).contains { names in
            let sql =
                SQLText.select(["1"], from: "fact")
                + " AND device = ? AND name IN (\(SQLText.placeholders(names.count))) LIMIT 1"
            return try !rows(sql, [device] + names) { try $0.integer() }.isEmpty
        }
    }
}

extension SQLTransaction: FactWriting {
    func save(_ facts: [Fact], of device: DeviceID, receivedAt: Instant) throws {
        known.forgetFacts(of: device)
        for fact in facts {
            let state = FactCoding.encode(fact.state)
            try execute(
                FactTable.upsert, device, fact.key.rawValue, state.word, state.text, fact.source, fact.evidence,
                fact.observedAt, fact.assurance.rawValue, receivedAt)
        }
        note(.facts, device.description)
    }

    func removeFacts(_ keys: [FactKey], of device: DeviceID) throws {
        known.forgetFacts(of: device)
        for key in keys {
            try execute("DELETE FROM fact WHERE tenant = ? AND device = ? AND name = ?", device, key.rawValue)
        }
        note(.facts, device.description)
    }

    func removeAllFacts(of device: DeviceID) throws {
        known.forgetFacts(of: device)
        try execute("DELETE FROM fact WHERE tenant = ? AND device = ?", device)
        note(.facts, device.description, .delete)
    }
}
