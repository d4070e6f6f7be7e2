import GatehouseModel
import GatehouseService

/// The columns of registered hardware in the order in which they are written and read.
private enum HardwareTable {
    static let columns = [
        "id", "serial_number", "endorsement_key_hash", "manufacturer", "model", "profile", "order_id", "created_at",
        "created_by", "device", "enrolled_at",
    ]
    static let upsert = SQLText.upsert(
        into: "registered_hardware", key: ["tenant", "id"], ["tenant"] + columns + ["folded_serial_number"])
    static let select = SQLText.select(columns, from: "registered_hardware")
    static let list = ListSource(
        name: "hardware", columns: columns, from: "registered_hardware", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "serialNumber": .init("serial_number", .text),
            "manufacturer": .init("manufacturer", .text), "model": .init("model", .text),
            "orderID": .init("order_id", .text), "createdAt": .init("created_at", .instant),
            "createdBy": .init("created_by", .text), "device": .init("device", .identifier),
        ],
        defaultOrder: [.init(field: "createdAt", isDescending: true)])
}

extension SQLRow {
    /// What a device is given when it enrols, from its JSON.
    mutating func enrolmentProfile() throws -> EnrolmentProfile {
        let text = try text()
        guard let profile = StoredJSON(text)?.record.flatMap(EnrolmentProfile.init(stored:)) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "enrolment profile \(text)")
        }
        return profile
    }

    fileprivate mutating func registeredHardware() throws -> RegisteredHardware {
        try RegisteredHardware(
            id: identifier(), serialNumber: text(), endorsementKeyHash: text(), manufacturer: text(), model: text(),
            profile: enrolmentProfile(), orderID: text(), createdAt: instant(), createdBy: text(),
            device: optionalIdentifier(), enrolledAt: optionalInstant())
    }
}

extension EnrolmentProfile {
    fileprivate init?(stored members: [String: StoredJSON]) {
        guard let ownership = members["ownership"]?.text.flatMap(Ownership.init(rawValue:)),
            let trustType = members["trustType"]?.text.flatMap(TrustType.init(rawValue:)),
            let management = members["management"]?.text.flatMap(DeviceManagement.init(rawValue:)),
            let groups = members["groups"]?.texts, let tags = members["tags"]?.texts
        else { return nil }
        self.init(
            ownership: ownership, trustType: trustType, management: management, groups: groups,
            owner: members["owner"]?.text, tags: tags, nameTemplate: members["nameTemplate"]?.text)
    }

    var storedJSON: StoredJSON {
        .record([
            "ownership": .text(ownership.rawValue), "trustType": .text(trustType.rawValue),
            "management": .text(management.rawValue), "groups": StoredJSON(texts: groups),
            "tags": StoredJSON(texts: tags), "owner": StoredJSON(optional: owner),
            "nameTemplate": StoredJSON(optional: nameTemplate),
        ])
    }
}

extension SQLTransaction: HardwareReading {
    func registeredHardware(_ id: HardwareID) throws -> RegisteredHardware? {
        try row(HardwareTable.select + " AND id = ?", id) { try $0.registeredHardware() }
    }

    func registeredHardware(withEndorsementKey hash: String) throws -> RegisteredHardware? {
        try row(HardwareTable.select + " AND endorsement_key_hash = ? AND endorsement_key_hash <> ''", hash) {
            try $0.registeredHardware()
        }
    }

    func registeredHardware(withSerialNumber serialNumber: String) throws -> [RegisteredHardware] {
        guard let folded = SerialNumber(serialNumber)?.description else { return [] }
        return try rows(
            HardwareTable.select
                + " AND folded_serial_number = ? AND folded_serial_number <> '' ORDER BY created_at, id", folded
        ) { try $0.registeredHardware() }
    }

    func registeredHardware(usedBy device: DeviceID) throws -> RegisteredHardware? {
        try row(HardwareTable.select + " AND device = ? ORDER BY enrolled_at DESC NULLS LAST, id LIMIT 1", device) {
            try $0.registeredHardware()
        }
    }

    /// The search finds too much rather than too little; what it finds is looked at.
    func registeredHardware(joining group: String) throws -> Int {
        let found = try rows(
            HardwareTable.select + " AND profile LIKE ? ESCAPE '\\'",
            SQLText.pattern(containing: "\(StoredJSON.text(group))")
        ) {
            try $0.registeredHardware()
        }
        return found.count { $0.profile.groups.contains(group) }
    }

    func registeredHardware(_ query: ListQuery) throws -> Page<RegisteredHardware> {
        try page(of: HardwareTable.list, query) { try $0.registeredHardware() }
    }
}

extension SQLTransaction: HardwareWriting {
    func save(_ hardware: RegisteredHardware) throws {
        try execute(
            HardwareTable.upsert, hardware.id, hardware.serialNumber, hardware.endorsementKeyHash,
            hardware.manufacturer, hardware.model, hardware.profile.storedJSON.description, hardware.orderID,
            hardware.createdAt, hardware.createdBy, hardware.device, hardware.enrolledAt,
            SerialNumber(hardware.serialNumber)?.description ?? "")
        note(.registeredHardware, hardware.id.description)
    }

    @discardableResult
    func deleteRegisteredHardware(_ id: HardwareID) throws -> Bool {
        guard try executeCounting("DELETE FROM registered_hardware WHERE tenant = ? AND id = ?", id) == 1 else {
            return false
        }
        note(.registeredHardware, id.description, .delete)
        return true
    }
}
