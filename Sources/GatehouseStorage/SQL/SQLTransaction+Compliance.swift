import GatehouseModel
import GatehouseService

/// The columns of verdicts and intervals in the order in which they are written and read.
private enum ComplianceTable {
    static let countByState = """
        SELECT coalesce(verdict.state, '\(ComplianceState.unknown.rawValue)'), count(*) FROM device
        LEFT JOIN verdict ON verdict.tenant = device.tenant AND verdict.device = device.id
        WHERE device.tenant = ? GROUP BY 1
        """
    static let countByClass = """
        SELECT device.platform, device.ownership, device.trust_type, device.identity_assurance, verdict.state, count(*)
        FROM device LEFT JOIN verdict ON verdict.tenant = device.tenant AND verdict.device = device.id
        WHERE device.tenant = ? AND device.lifecycle = '\(DeviceLifecycle.enrolled.rawValue)'
        GROUP BY 1, 2, 3, 4, 5
        """
    static let verdict = ["state", "since", "grace_end", "valid_until", "note"]
    static let upsertVerdict = SQLText.upsert(
        into: "verdict", key: ["tenant", "device"], ["tenant", "device"] + verdict)
    static let selectVerdict = SQLText.select(verdict, from: "verdict") + " AND device = ?"

    static let interval = [
        "policy", "requirement", "result", "since", "grace_end", "severity", "fact", "wanted", "found", "evidence",
        "remediation", "ended_at",
    ]
    static let upsertInterval = SQLText.upsert(
        into: "requirement_interval", key: ["tenant", "device", "policy", "requirement", "since"],
        ["tenant", "device"] + interval)
    static let selectInterval = SQLText.select(interval, from: "requirement_interval") + " AND device = ?"
}

extension SQLRow {
    fileprivate mutating func verdict() throws -> Verdict {
        try Verdict(
            state: word(), since: instant(), graceEnd: optionalInstant(), validUntil: instant(),
            note: optionalText())
    }

    fileprivate mutating func interval() throws -> RequirementInterval {
        let status = try RequirementStatus(
            policy: text(), requirement: text(), result: word(), since: instant(), graceEnd: optionalInstant(),
            severity: word(), fact: FactKey(text()), wanted: text(), found: text(), evidence: text(),
            remediation: text())
        return RequirementInterval(status: status, until: try optionalInstant())
    }
}

extension SQLTransaction: ComplianceReading {
    func verdict(of device: DeviceID) throws -> Verdict? {
        try row(ComplianceTable.selectVerdict, device) { try $0.verdict() }
    }

    func statuses(of device: DeviceID) throws -> [RequirementStatus] {
        if let known = lasting, known.device == device { return known.statuses }
        let statuses = try rows(
            ComplianceTable.selectInterval + " AND ended_at IS NULL ORDER BY policy, requirement", device
        ) { try $0.interval().status }
        lasting = (device, statuses)
        return statuses
    }

    func intervals(of device: DeviceID, limit: Int) throws -> [RequirementInterval] {
        try rows(
            ComplianceTable.selectInterval + " ORDER BY since DESC, policy, requirement LIMIT ?", device, limit
        ) { try $0.interval() }
    }

    func verdictCounts() throws -> [ComplianceState: Int] {
        let counts = try rows(ComplianceTable.countByState) { row in
            let state: ComplianceState = try row.word()
            return (state, Int(try row.integer()))
        }
        return Dictionary(counts) { first, _ in first }
    }

    func fleetClasses() throws -> [FleetClass: Int] {
        let counts = try rows(ComplianceTable.countByClass) { row in
            let found = FleetClass(
                platform: try row.word(), ownership: try row.word(), trustType: try row.word(),
                identityAssurance: try row.word(), state: try row.optionalWord())
            return (found, Int(try row.integer()))
        }
        return Dictionary(counts, uniquingKeysWith: +)
    }
}

extension SQLTransaction: ComplianceWriting {
    func save(_ verdict: Verdict, of device: DeviceID) throws {
        var previous = try self.verdict(of: device)
        guard previous != verdict else { return }
        try execute(
            ComplianceTable.upsertVerdict, device, verdict.state.rawValue, verdict.since, verdict.graceEnd,
            verdict.validUntil, verdict.note)
        previous?.validUntil = verdict.validUntil
        if previous != verdict { note(.verdict, device.description) }
    }

    /// An interval is the same as long as it began at the same time.
    func save(_ statuses: [RequirementStatus], of device: DeviceID, at now: Instant) throws {
        var ending = Dictionary(
            try self.statuses(of: device).map { (RequirementName($0), $0) }, uniquingKeysWith: { $1 })
        lasting = nil
        for status in statuses {
            let previous = ending.removeValue(forKey: RequirementName(status))
            if previous == status { continue }
            if let previous, previous.since != status.since { try end(previous, of: device, at: now) }
            try execute(
                ComplianceTable.upsertInterval, device, status.policy, status.requirement, status.result.rawValue,
                status.since, status.graceEnd, status.severity.rawValue, status.fact.rawValue, status.wanted,
                status.found, status.evidence, status.remediation, SQLValue.null)
        }
        for status in ending.values { try end(status, of: device, at: now) }
    }

    private func end(_ status: RequirementStatus, of device: DeviceID, at now: Instant) throws {
        try execute(
            """
            UPDATE requirement_interval SET ended_at = ?6
            WHERE tenant = ?1 AND device = ?2 AND policy = ?3 AND requirement = ?4 AND since = ?5
            """, device, status.policy, status.requirement, status.since, now)
    }
}

/// What names a requirement on one device.
private struct RequirementName: Hashable {
    var policy: String
    var requirement: String

    init(_ status: RequirementStatus) {
        policy = status.policy
        requirement = status.requirement
    }
}
