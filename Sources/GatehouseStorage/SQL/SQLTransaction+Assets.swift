import GatehouseModel
import GatehouseService

/// The columns of an entry of the register in the order in which they are written and read.
enum AssetTable {
    static let columns = [
        "id", "name", "kind", "state", "state_since", "sources", "device", "manufacturer", "model", "serial_number",
        "addresses", "network_addresses", "operating_system", "owner", "tags", "accountable", "department",
        "cost_centre", "location", "notes", "approved_by", "first_seen", "version",
    ]
    /// A device is seen whenever it is heard of; 0 for what nothing saw.
    static let lastSeen = """
        CASE WHEN device.last_contact > asset.last_seen THEN device.last_contact ELSE asset.last_seen END
        """
    static let upsert = SQLText.upsert(
        into: "asset", key: ["tenant", "id"], ["tenant"] + columns + ["last_seen"])
    static let read = columns.map { "asset.\($0)" } + [lastSeen]
    static let from = "asset LEFT JOIN device ON device.tenant = asset.tenant AND device.id = asset.device"
    fileprivate static let select = "SELECT \(read.joined(separator: ", ")) FROM \(from) WHERE asset.tenant = ?"

    /// As ``Asset/isUnauthorised`` has it.
    static let isUnauthorised = """
        CASE WHEN \(lastSeen) > 0 AND ((asset.approved_by = '' AND asset.sources = '["discovered"]') \
        OR (asset.state IN ('retired', 'disposed', 'lost', 'stolen') AND \(lastSeen) > asset.state_since)) \
        THEN 'true' ELSE 'false' END
        """
    /// One question inside of the other: as a join, SQLite would begin with the identifiers of all other entries.
    static let isAmbiguous = """
        CASE WHEN EXISTS (SELECT 1 FROM asset_identifier AS mine \
        WHERE mine.tenant = asset.tenant AND mine.asset = asset.id AND EXISTS (\
        SELECT 1 FROM asset_identifier AS others WHERE others.tenant = mine.tenant \
        AND others.value = mine.value AND others.asset <> mine.asset)) THEN 'true' ELSE 'false' END
        """

    static let list = ListSource(
        name: "assets", columns: read, from: from, tenant: "asset.tenant",
        fields: [
            "id": .init("asset.id", .identifier), "name": .init("asset.name", .text),
            "kind": .init("asset.kind", .text), "state": .init("asset.state", .text),
            "manufacturer": .init("asset.manufacturer", .text), "model": .init("asset.model", .text),
            "serialNumber": .init("asset.serial_number", .text),
            "operatingSystem": .init("asset.operating_system", .text), "owner": .init("asset.owner", .text),
            "tags": .init("asset.tags", .words), "sources": .init("asset.sources", .words),
            "macAddresses": .init("asset.addresses", .words),
            "ipAddresses": .init("asset.network_addresses", .words),
            "accountable": .init("asset.accountable", .text), "department": .init("asset.department", .text),
            "costCentre": .init("asset.cost_centre", .text), "location": .init("asset.location", .text),
            "device": .init("asset.device", .identifier, isNullable: true),
            "firstSeen": .init("asset.first_seen", .instant), "lastSeen": .init(lastSeen, .instant),
            "isUnauthorised": .init(isUnauthorised, .text), "isAmbiguous": .init(isAmbiguous, .text),
        ],
        defaultOrder: [])
}

extension SQLRow {
    fileprivate mutating func asset() throws -> Asset {
        var asset = try Asset(
            id: identifier(), name: text(), kind: word(), state: word(), stateSince: instant(), sources: words(),
            device: optionalIdentifier(), manufacturer: text(), model: text(), serialNumber: text(),
            addresses: all(MACAddress.init), networkAddresses: all(IPAddress.init), operatingSystem: text(),
            owner: optionalWords(), tags: texts(), accountability: accountability(), location: text(), notes: text(),
            approvedBy: optionalWords(), firstSeen: instant(), version: integer())
        let seen = try integer()
        asset.lastSeen = seen > 0 ? Instant(milliseconds: seen) : nil
        return asset
    }

    private mutating func words<Word: RawRepresentable<String>>() throws -> [Word] {
        try all { Word(rawValue: $0) }
    }

    private mutating func all<Value>(_ read: (String) -> Value?) throws -> [Value] {
        let texts = try texts()
        let values = texts.compactMap(read)
        guard values.count == texts.count else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "\(Value.self) in \(texts)")
        }
        return values
    }
}

extension SQLTransaction: AssetReading {
    func asset(_ id: AssetID) throws -> Asset? {
        try row(AssetTable.select + " AND asset.id = ?", id) { try $0.asset() }
    }

    func asset(of device: DeviceID) throws -> Asset? {
        try row(AssetTable.select + " AND asset.device = ?", device) { try $0.asset() }
    }

    func assets(sharing identifiers: [AssetIdentifier]) throws -> [Asset] {
        var ids = Set<AssetID>()
        for identifier in identifiers {
            let found = try rows(
                "SELECT asset FROM asset_identifier WHERE tenant = ? AND value = ?", identifier.text
            ) { row -> AssetID in try row.identifier() }
            ids.formUnion(found)
        }
        return try ids.sorted().compactMap { try asset($0) }
    }

    func assets(_ query: ListQuery) throws -> Page<Asset> {
        try page(of: AssetTable.list, query) { try $0.asset() }
    }
}

extension SQLTransaction: AssetWriting {
    func save(_ asset: Asset) throws {
        try execute(
            AssetTable.upsert, asset.id, asset.name, asset.kind.rawValue, asset.state.rawValue, asset.stateSince,
            StoredJSON(texts: asset.sources.map(\.rawValue)).description, asset.device, asset.manufacturer,
            asset.model, asset.serialNumber, StoredJSON(texts: asset.addresses.map(\.description)).description,
            StoredJSON(texts: asset.networkAddresses.map(\.description)).description, asset.operatingSystem,
            asset.owner ?? "", StoredJSON(texts: asset.tags).description, asset.accountability.party,
            asset.accountability.department, asset.accountability.costCentre, asset.location, asset.notes,
            asset.approvedBy ?? "", asset.firstSeen, asset.version, asset.lastSeen?.milliseconds ?? 0)
        try saveIdentifiers(of: asset)
        note(.asset, asset.id.description)
    }

    @discardableResult
    func deleteAsset(_ id: AssetID) throws -> Bool {
        guard try executeCounting("DELETE FROM asset WHERE tenant = ? AND id = ?", id) == 1 else { return false }
        note(.asset, id.description, .delete)
        return true
    }

    private func saveIdentifiers(of asset: Asset) throws {
        let held = try rows("SELECT value FROM asset_identifier WHERE tenant = ? AND asset = ?", asset.id) {
            try $0.text()
        }
        let wanted = asset.identifiers.map(\.text)
        for value in held where !wanted.contains(value) {
            try execute("DELETE FROM asset_identifier WHERE tenant = ? AND asset = ? AND value = ?", asset.id, value)
        }
        for value in wanted where !held.contains(value) {
            try execute("INSERT INTO asset_identifier (tenant, asset, value) VALUES (?, ?, ?)", asset.id, value)
        }
    }
}
