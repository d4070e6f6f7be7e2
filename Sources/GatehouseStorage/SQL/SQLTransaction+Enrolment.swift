import GatehouseModel
import GatehouseService

/// The columns of an enrolment code in the order in which they are written and read.
private enum EnrolmentTable {
    static let columns = [
        "id", "hash", "profile", "requires_approval", "uses_allowed", "uses_made", "created_at", "created_by",
        "expires_at", "revoked_at",
    ]
    static let upsert = SQLText.upsert(into: "enrolment_code", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "enrolment_code")
}

/// The columns of an enrolment that needs somebody's word.
private enum ApprovalTable {
    static let columns = [
        "id", "request", "key_digest", "hardware_digest", "name", "platform", "manufacturer", "model", "serial_number",
        "operating_system", "address", "endorsement_key_hash", "endorsement", "code", "hardware", "cause", "state",
        "created_at", "last_asked_at", "expires_at", "decided_at", "decided_by", "reason", "device",
    ]
    static let upsert = SQLText.upsert(into: "enrolment_approval", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "enrolment_approval")
    static let open = "state IN ('pending', 'approved') AND expires_at > ?"
    static let list = ListSource(
        name: "enrolments", columns: columns, from: "enrolment_approval", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "state": .init("state", .text), "cause": .init("cause", .text),
            "name": .init("name", .text), "serialNumber": .init("serial_number", .text),
            "address": .init("address", .text), "createdAt": .init("created_at", .instant),
            "expiresAt": .init("expires_at", .instant),
        ],
        defaultOrder: [.init(field: "createdAt", isDescending: true)])
}

extension SQLRow {
    fileprivate mutating func enrolmentCode() throws -> EnrolmentCode {
        try EnrolmentCode(
            id: identifier(), hash: text(), profile: enrolmentProfile(), requiresApproval: integer() != 0,
            usesAllowed: integer(), usesMade: integer(), createdAt: instant(), createdBy: text(),
            expiresAt: instant(), revokedAt: optionalInstant())
    }

    fileprivate mutating func enrolmentApproval() throws -> EnrolmentApproval {
        let (id, request, key): (EnrolmentID, RequestID, String) = try (identifier(), identifier(), text())
        let applicant = try EnrolmentApproval.Applicant(
            hardwareDigest: text(), name: text(), platform: word(), manufacturer: text(), model: text(),
            serialNumber: text(), operatingSystem: text(), address: text(), endorsementKeyHash: text(),
            endorsement: optionalText().flatMap(Assurance.init(rawValue:)))
        return try EnrolmentApproval(
            id: id, request: request, keyDigest: key, applicant: applicant, code: optionalIdentifier(),
            hardware: optionalIdentifier(), cause: word(), state: word(), createdAt: instant(),
            lastAskedAt: instant(), expiresAt: instant(), decidedAt: optionalInstant(), decidedBy: optionalText(),
            reason: text(), device: optionalIdentifier())
    }
}

extension SQLTransaction: EnrolmentReading {
    func enrolmentCode(withHash hash: String) throws -> EnrolmentCode? {
        try row(EnrolmentTable.select + " AND hash = ?", hash) { try $0.enrolmentCode() }
    }

    func enrolmentCode(_ id: CodeID) throws -> EnrolmentCode? {
        try row(EnrolmentTable.select + " AND id = ?", id) { try $0.enrolmentCode() }
    }

    func enrolmentCodes() throws -> [EnrolmentCode] {
        try rows(EnrolmentTable.select + " ORDER BY created_at DESC, id DESC") { try $0.enrolmentCode() }
    }

    func enrolmentApproval(_ id: EnrolmentID) throws -> EnrolmentApproval? {
        try row(ApprovalTable.select + " AND id = ?", id) { try $0.enrolmentApproval() }
    }

    func enrolmentApproval(of request: RequestID) throws -> EnrolmentApproval? {
        try row(ApprovalTable.select + " AND request = ?", request) { try $0.enrolmentApproval() }
    }

    func enrolmentApprovals(_ query: ListQuery) throws -> Page<EnrolmentApproval> {
        try page(of: ApprovalTable.list, query) { try $0.enrolmentApproval() }
    }

    func openEnrolmentApprovals(code: CodeID?, hardware: HardwareID?, at now: Instant) throws -> Int {
        let count = "SELECT count(*) FROM enrolment_approval WHERE tenant = ? AND \(ApprovalTable.open)"
        let found: Int64? =
            if let code {
                try row(count + " AND code = ?", now, code) { try $0.integer() }
            } else if let hardware {
                try row(count + " AND hardware = ?", now, hardware) { try $0.integer() }
            } else {
                try row(count, now) { try $0.integer() }
            }
        return Int(found ?? 0)
    }

    func enrolledDevices(ownedBy owner: String?, besides device: DeviceID?) throws -> Int {
        let count =
            "SELECT count(*) FROM device WHERE tenant = ? AND lifecycle = '\(DeviceLifecycle.enrolled.rawValue)'"
            + " AND id <> ?"
        let besides = device?.sqlValue ?? .bytes([])
        let found: Int64? =
            if let owner {
                try row(count + " AND owner = ?", besides, owner) { try $0.integer() }
            } else {
                try row(count, besides) { try $0.integer() }
            }
        return Int(found ?? 0)
    }
}

extension SQLTransaction: EnrolmentWriting {
    func save(_ code: EnrolmentCode) throws {
        try execute(
            EnrolmentTable.upsert, code.id, code.hash, code.profile.storedJSON.description,
            Int64(code.requiresApproval ? 1 : 0), code.usesAllowed, code.usesMade, code.createdAt, code.createdBy,
            code.expiresAt, code.revokedAt)
        note(.enrolmentCode, code.id.description)
    }

    func save(_ approval: EnrolmentApproval) throws {
        let applicant = approval.applicant
        try execute(
            ApprovalTable.upsert, approval.id, approval.request, approval.keyDigest, applicant.hardwareDigest,
            applicant.name, applicant.platform.rawValue, applicant.manufacturer, applicant.model,
            applicant.serialNumber, applicant.operatingSystem, applicant.address, applicant.endorsementKeyHash,
            applicant.endorsement?.rawValue, approval.code, approval.hardware, approval.cause.rawValue,
            approval.state.rawValue, approval.createdAt, approval.lastAskedAt, approval.expiresAt,
            approval.decidedAt, approval.decidedBy, approval.reason, approval.device)
        note(.enrolmentApproval, approval.id.description)
    }

    func removeEnrolmentApprovals(expiredBefore instant: Instant) throws {
        try execute("DELETE FROM enrolment_approval WHERE tenant = ? AND expires_at < ?", instant)
    }
}
