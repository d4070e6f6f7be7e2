import GatehouseModel
import GatehouseService

/// The columns of a device in the order in which they are written and read.
enum DeviceTable {
    static let attributes = [
        "id", "name", "platform", "ownership", "trust_type", "management", "lifecycle", "group_names",
        "uncertain_group_names", "manufacturer", "model", "serial_number", "owner", "tags", "accountable", "department",
        "cost_centre", "operating_system", "operating_system_version", "enrolled_at", "last_contact",
    ]
    static let channel = [
        "joined_group_names", "hardware_digest", "identity_assurance", "state_digest", "sequence", "last_request",
    ]
    static let upsert = SQLText.upsert(
        into: "device", key: ["tenant", "id"], ["tenant"] + attributes + channel + ["folded_name"])
    static let select = SQLText.select(attributes + channel, from: "device")
    /// One device, by its identifier.
    static let byID = select + " AND id = ?"
    static let verdict = ["state", "since", "grace_end", "valid_until", "note"]
    static let list = ListSource(
        name: "devices",
        columns: attributes.map { "device.\($0)" } + verdict.map { "verdict.\($0)" },
        from: "device", beside: "LEFT JOIN verdict ON verdict.tenant = device.tenant AND verdict.device = device.id",
        tenant: "device.tenant",
        fields: [
            "id": .init("device.id", .identifier), "name": .init("device.name", .text),
            "platform": .init("device.platform", .text), "ownership": .init("device.ownership", .text),
            "trustType": .init("device.trust_type", .text), "management": .init("device.management", .text),
            "lifecycle": .init("device.lifecycle", .text),
            "manufacturer": .init("device.manufacturer", .text), "model": .init("device.model", .text),
            "serialNumber": .init("device.serial_number", .text),
            "owner": .init("device.owner", .text), "tags": .init("device.tags", .words),
            "accountable": .init("device.accountable", .text), "department": .init("device.department", .text),
            "costCentre": .init("device.cost_centre", .text),
            "operatingSystem": .init("device.operating_system", .text),
            "operatingSystemVersion": .init("device.operating_system_version", .text),
            "enrolledAt": .init("device.enrolled_at", .instant),
            "lastContact": .init("device.last_contact", .instant),
            // A device that was never judged is `unknown`, as `docs/semantics.md` §3 says.
            "complianceState": .init("device.compliance_state", .text),
        ],
        defaultOrder: [],
        indexedOrders: [
            .init(field: "name", beside: ["complianceState"]), .init(field: "lastContact"),
            .init(field: "serialNumber"), .init(field: "complianceState"),
        ])
}

extension SQLRow {
    fileprivate mutating func device() throws -> Device {
        try Device(
            id: identifier(), name: text(), platform: word(), ownership: word(), trustType: word(),
            management: word(), lifecycle: word(), groups: texts(), uncertainGroups: texts(), manufacturer: text(),
            model: text(), serialNumber: text(), owner: optionalWords(), tags: texts(),
            accountability: accountability(), operatingSystem: text(), operatingSystemVersion: text(),
            enrolledAt: instant(), lastContact: instant())
    }

    fileprivate mutating func deviceRecord() throws -> DeviceRecord {
        try DeviceRecord(
            device: device(), joinedGroups: texts(), hardwareDigest: text(), identityAssurance: word(),
            stateDigest: text(), sequence: integer(), lastRequest: optionalIdentifier())
    }

    fileprivate mutating func deviceListing() throws -> DeviceListing {
        let device = try device()
        guard let state = try optionalText() else {
            for _ in 1..<DeviceTable.verdict.count { _ = try value() }
            return DeviceListing(device: device, verdict: nil)
        }
        guard let state = ComplianceState(rawValue: state) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "compliance state \(state)")
        }
        return try DeviceListing(
            device: device,
            verdict: Verdict(
                state: state, since: instant(), graceEnd: optionalInstant(), validUntil: instant(),
                note: optionalText()))
    }
}

extension SQLTransaction: DeviceReading {
    func device(_ id: DeviceID) throws -> DeviceRecord? {
        let record = try row(DeviceTable.byID, id) { try $0.deviceRecord() }
        if record != nil { known.devices.insert(id) }
        return record
    }

    func devices(_ ids: [DeviceID]) throws -> [DeviceRecord] {
        try rows(DeviceTable.select, whose: "id", isAmong: ids) { try $0.deviceRecord() }
    }

    func device(withHardware digest: String) throws -> DeviceRecord? {
        guard !digest.isEmpty else { return nil }
        return try row(DeviceTable.select + " AND hardware_digest = ? AND hardware_digest <> ''", digest) {
            try $0.deviceRecord()
        }
    }

    func devices(named name: String) throws -> [DeviceRecord] {
        try rows(DeviceTable.select + " AND folded_name = ? ORDER BY id", name.lowercased()) {
            try $0.deviceRecord()
        }
    }

    func devices(_ query: ListQuery) throws -> Page<DeviceListing> {
        try page(of: DeviceTable.list, query) { try $0.deviceListing() }
    }

    func devices(after id: DeviceID?, limit: Int) throws -> [DeviceRecord] {
        let id = id?.sqlValue ?? .bytes([])
        return try rows(DeviceTable.select + " AND id > ? ORDER BY id LIMIT ?", id, limit) { try $0.deviceRecord() }
    }
}

extension SQLTransaction: DeviceWriting {
    func save(_ record: DeviceRecord) throws {
        let device = record.device
        try execute(
            DeviceTable.upsert, device.id, device.name, device.platform.rawValue, device.ownership.rawValue,
            device.trustType.rawValue, device.management.rawValue, device.lifecycle.rawValue,
            StoredJSON(texts: device.groups).description,
            StoredJSON(texts: device.uncertainGroups).description, device.manufacturer, device.model,
            device.serialNumber, device.owner ?? "", StoredJSON(texts: device.tags).description,
            device.accountability.party, device.accountability.department, device.accountability.costCentre,
            device.operatingSystem, device.operatingSystemVersion, device.enrolledAt, device.lastContact,
            StoredJSON(texts: record.joinedGroups).description, record.hardwareDigest,
            record.identityAssurance.rawValue, record.stateDigest, record.sequence, record.lastRequest,
            device.name.lowercased())
        note(.device, device.id.description)
    }

    /// Asks whether the device is there only where the unit of work has not seen it: the answer would be waited for.
    func saveChannelState(of record: DeviceRecord) throws {
        let id = record.device.id
        guard try known.devices.contains(id) || device(id) != nil else {
            throw StoreError(.notFound, "there is no device `\(id)`")
        }
        try execute(
            """
            UPDATE device SET state_digest = ?2, sequence = ?3, last_request = ?4, last_contact = ?5
            WHERE tenant = ?1 AND id = ?6
            """, record.stateDigest, record.sequence, record.lastRequest, record.device.lastContact, id)
    }

    /// Only ever forwards: nodes report what they saw in any order.
    func saveLastContact(_ contacts: [DeviceID: Instant]) throws {
        for (id, instant) in contacts.sorted(by: { $0.key < $1.key }) {
            try execute(
                "UPDATE device SET last_contact = ?3 WHERE tenant = ?1 AND id = ?2 AND last_contact < ?3", id, instant)
        }
    }

    @discardableResult
    func deleteDevice(_ id: DeviceID) throws -> Bool {
        known = Recollection()
        let serials = try rows("SELECT serial FROM certificate WHERE tenant = ? AND device = ? ORDER BY serial", id) {
            try $0.text()
        }
        let hashes = try rows("SELECT hash FROM device_token WHERE tenant = ? AND device = ? ORDER BY hash", id) {
            try $0.text()
        }
        try forget(.device(id))
        guard try executeCounting("DELETE FROM device WHERE tenant = ? AND id = ?", id) == 1 else { return false }
        for serial in serials { note(.certificate, serial, .delete) }
        for hash in hashes { note(.deviceToken, hash, .delete) }
        for kind in [Change.Kind.facts, .verdict, .action, .device] { note(kind, id.description, .delete) }
        return true
    }
}
