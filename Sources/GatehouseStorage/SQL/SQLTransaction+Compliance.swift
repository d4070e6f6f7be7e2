import GatehouseModel
import GatehouseService

/// The columns of verdicts and intervals in the order in which they are written and read.
enum ComplianceTable {
    static let countByState = "SELECT compliance_state, count(*) FROM device WHERE tenant = ? GROUP BY 1"
    /// The device has its verdict's state beside its name, so that one index finds the noncompliant in order.
    static let repeatState = "UPDATE device SET compliance_state = ?3 WHERE tenant = ?1 AND id = ?2"
    static let countByClass = """
        SELECT device.platform, device.ownership, device.trust_type, device.identity_assurance, verdict.state, count(*)
        FROM device LEFT JOIN verdict ON verdict.tenant = device.tenant AND verdict.device = device.id
        WHERE device.tenant = ? AND device.lifecycle = '\(DeviceLifecycle.enrolled.rawValue)'
        GROUP BY 1, 2, 3, 4, 5
        """
    static let verdict = ["state", "since", "grace_end", "valid_until", "note", "judged_at"]
    static let upsertVerdict = SQLText.upsert(
        into: "verdict", key: ["tenant", "device"], ["tenant", "device"] + verdict)
    static let selectVerdict = SQLText.select(verdict, from: "verdict") + " AND device = ?"
    static let selectVerdicts = SQLText.select(["device"] + verdict, from: "verdict")
    /// One that was judged anew within the same millisecond stood for no time.
    static let keepVerdict = """
        INSERT INTO past_verdict (tenant, device, \(verdict.joined(separator: ", ")), closed_at)
        SELECT tenant, device, \(verdict.joined(separator: ", ")), ?3 FROM verdict
        WHERE tenant = ?1 AND device = ?2 AND judged_at < ?3
        ON CONFLICT (tenant, device, judged_at) DO NOTHING
        """
    static let selectPastVerdict = SQLText.select(verdict + ["closed_at"], from: "past_verdict") + " AND device = ?"

    static let interval = [
        "policy", "requirement", "result", "since", "grace_end", "severity", "fact", "wanted", "found", "evidence",
        "remediation", "pending", "actions_done", "ended_at", "judged_at", "closed_at",
    ]
    static let upsertInterval = SQLText.upsert(
        into: "requirement_interval", key: ["tenant", "device", "policy", "requirement", "since", "judged_at"],
        ["tenant", "device"] + interval)
    static let selectInterval = SQLText.select(interval, from: "requirement_interval") + " AND device = ?"
    static let selectLasting = SQLText.select(["device"] + interval, from: "requirement_interval")
    static let lastingIntervals = selectInterval + " AND closed_at IS NULL ORDER BY policy, requirement"
    static let closeInterval = """
        UPDATE requirement_interval SET closed_at = ?6, ended_at = ?7
        WHERE tenant = ?1 AND device = ?2 AND policy = ?3 AND requirement = ?4 AND since = ?5 AND closed_at IS NULL
        """
    static let removeVerdicts = """
        DELETE FROM past_verdict WHERE (tenant, device, judged_at) IN (
            SELECT tenant, device, judged_at FROM past_verdict WHERE tenant = ? AND closed_at < ? LIMIT ?)
        """
    static let removeIntervals = """
        DELETE FROM requirement_interval WHERE (tenant, device, policy, requirement, since, judged_at) IN (
            SELECT tenant, device, policy, requirement, since, judged_at FROM requirement_interval
            WHERE tenant = ? AND closed_at < ? LIMIT ?)
        """
    static func excess(_ table: String) -> String {
        "SELECT device FROM \(table) WHERE tenant = ? AND closed_at IS NOT NULL GROUP BY device HAVING count(*) > ?"
    }
    static func removeExcess(_ table: String) -> String {
        """
        DELETE FROM \(table) WHERE tenant = ?1 AND device = ?2 AND closed_at <= (
            SELECT closed_at FROM \(table) WHERE tenant = ?1 AND device = ?2 AND closed_at IS NOT NULL
            ORDER BY closed_at DESC LIMIT 1 OFFSET ?3)
        """
    }
}

extension SQLRow {
    fileprivate mutating func verdict() throws -> VerdictSpan {
        let verdict = try Verdict(
            state: word(), since: instant(), graceEnd: optionalInstant(), validUntil: instant(),
            note: optionalText())
        return VerdictSpan(verdict: verdict, from: try instant(), until: nil)
    }

    fileprivate mutating func pastVerdict() throws -> VerdictSpan {
        var span = try verdict()
        span.until = try instant()
        return span
    }

    fileprivate mutating func status() throws -> RequirementStatus {
        try RequirementStatus(
            policy: text(), requirement: text(), result: word(), since: instant(), graceEnd: optionalInstant(),
            severity: word(), fact: FactKey(text()), wanted: text(), found: text(), evidence: text(),
            remediation: text(), pending: pendingResult(), actionsDone: words())
    }

    fileprivate mutating func interval() throws -> RequirementInterval {
        RequirementInterval(status: try status(), until: try optionalInstant())
    }

    /// Counts of reports and actions that were done are those of the end of the span, and are left out.
    fileprivate mutating func requirementSpan() throws -> RequirementSpan {
        var status = try status()
        (status.pending, status.actionsDone) = (nil, [])
        _ = try optionalInstant()
        return RequirementSpan(status: status, from: try instant(), until: try optionalInstant())
    }

    private mutating func words() throws -> [String] {
        try text().split(separator: " ").map(String.init)
    }

    private mutating func pendingResult() throws -> PendingResult? {
        try optionalText().map { text in
            guard let pending = PendingResult(stored: text) else {
                throw StoreError(.corrupt, "a stored row cannot be read", detail: "`\(text)` is no pending result")
            }
            return pending
        }
    }
}

extension PendingResult {
    /// `satisfied 1795251600000 2 of 3 101`; the reports last, none when there were none.
    fileprivate var stored: String {
        "\(result.rawValue) \(since.milliseconds) \(quorum) " + reports.map { $0 ? "1" : "0" }.joined()
    }

    fileprivate init?(stored: String) {
        let words = stored.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, let result = RequirementResult(rawValue: String(words[0])),
            let since = Int64(words[1]), let quorum = ReportQuorum(words[2...4].joined(separator: " "))
        else { return nil }
        self.init(
            result: result, since: Instant(milliseconds: since), reports: words[5].map { $0 == "1" }, quorum: quorum)
    }
}

extension SQLTransaction: ComplianceReading {
    func verdict(of device: DeviceID) throws -> Verdict? {
        if let known = known.verdicts[device] { return known }
        let verdict = try row(ComplianceTable.selectVerdict, device) { try $0.verdict().verdict }
        known.verdicts[device] = .some(verdict)
        return verdict
    }

    func verdicts(of devices: [DeviceID]) throws -> [DeviceID: Verdict] {
        let verdicts: [(DeviceID, Verdict)] = try rows(
            ComplianceTable.selectVerdicts, whose: "device", isAmong: devices
        ) { try ($0.identifier(), $0.verdict().verdict) }
        return Dictionary(verdicts) { first, _ in first }
    }

    func statuses(of device: DeviceID) throws -> [RequirementStatus] {
        if let known = known.statuses[device] { return known }
        let statuses = try rows(ComplianceTable.lastingIntervals, device) { try $0.status() }
        known.statuses[device] = statuses
        return statuses
    }

    func readAhead(of devices: [DeviceID], lookingAt keys: Set<FactKey>, jobs kind: String) throws {
        let verdicts = try verdicts(of: devices)
        let statuses: [(DeviceID, RequirementStatus)] = try rows(
            ComplianceTable.selectLasting, whose: "device", isAmong: devices, and: " AND closed_at IS NULL"
        ) { try ($0.identifier(), $0.status()) }
        let found = Dictionary(grouping: statuses, by: \.0).mapValues { found in
            found.map(\.1).sorted { ($0.policy, $0.requirement) < ($1.policy, $1.requirement) }
        }
        for device in devices {
            known.verdicts[device] = .some(verdicts[device])
            known.statuses[device] = found[device] ?? []
        }
        known.keep(try facts(of: devices, keys: keys), keys: keys, of: devices)
        let subjects = devices.map(\.description)
        known.keep(try jobs(kind: kind, subjects: subjects), kind: kind, of: subjects)
    }

    func intervals(of device: DeviceID, limit: Int) throws -> [RequirementInterval] {
        try rows(
            ComplianceTable.selectInterval
                + " AND (closed_at IS NULL OR ended_at IS NOT NULL) ORDER BY since DESC, policy, requirement LIMIT ?",
            device, limit
        ) { try $0.interval() }
    }

    func verdict(of device: DeviceID, at instant: Instant) throws -> VerdictSpan? {
        let lasting = try row(ComplianceTable.selectVerdict + " AND judged_at <= ?", device, instant) {
            try $0.verdict()
        }
        return try lasting
            ?? row(
                ComplianceTable.selectPastVerdict + " AND judged_at <= ? AND closed_at > ? ORDER BY judged_at DESC",
                device, instant, instant
            ) { try $0.pastVerdict() }
    }

    func requirementSpans(of device: DeviceID, at instant: Instant) throws -> [RequirementSpan] {
        try rows(
            ComplianceTable.selectInterval
                + " AND judged_at <= ? AND (closed_at IS NULL OR closed_at > ?) ORDER BY policy, requirement",
            device, instant, instant
        ) { try $0.requirementSpan() }
    }

    func verdictSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [VerdictSpan] {
        let lasting = try rows(ComplianceTable.selectVerdict + " AND judged_at < ?", device, instant) {
            try $0.verdict()
        }
        let past = try rows(
            ComplianceTable.selectPastVerdict + " AND judged_at < ? ORDER BY judged_at DESC LIMIT ?", device, instant,
            limit
        ) { try $0.pastVerdict() }
        return Array((lasting + past).prefix(limit))
    }

    func requirementSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [RequirementSpan] {
        try rows(
            ComplianceTable.selectInterval
                + " AND judged_at < ? ORDER BY judged_at DESC, policy, requirement LIMIT ?", device, instant, limit
        ) { try $0.requirementSpan() }
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
    func save(_ verdict: Verdict, of device: DeviceID, at now: Instant) throws {
        var previous = try self.verdict(of: device)
        known.verdicts[device] = nil
        guard previous != verdict else { return }
        previous?.validUntil = verdict.validUntil
        guard previous != verdict else {
            try execute(
                "UPDATE verdict SET valid_until = ?3 WHERE tenant = ?1 AND device = ?2", device, verdict.validUntil)
            return
        }
        if previous != nil { try execute(ComplianceTable.keepVerdict, device, now) }
        if previous?.state != verdict.state {
            try execute(ComplianceTable.repeatState, device, verdict.state.rawValue)
        }
        try execute(
            ComplianceTable.upsertVerdict, device, verdict.state.rawValue, verdict.since, verdict.graceEnd,
            verdict.validUntil, verdict.note, now)
        note(.verdict, device.description)
    }

    /// An interval is the same as long as it began at the same time.
    func save(_ statuses: [RequirementStatus], of device: DeviceID, at now: Instant) throws {
        var ending = Dictionary(
            try self.statuses(of: device).map { (RequirementName($0), $0) }, uniquingKeysWith: { $1 })
        known.statuses[device] = nil
        for status in statuses {
            let previous = ending.removeValue(forKey: RequirementName(status))
            if previous == status { continue }
            if let previous, previous.foundTheSame(as: status) {
                try saveProgress(of: status, device)
                continue
            }
            if let previous {
                let isSame = previous.since == status.since
                try close(previous, of: device, at: now, ended: isSame ? nil : max(previous.since, status.since))
            }
            try insert(status, of: device, at: now)
        }
        for status in ending.values { try close(status, of: device, at: now, ended: now) }
    }

    /// What was found within the same millisecond is replaced: it stood for no time.
    private func insert(_ status: RequirementStatus, of device: DeviceID, at now: Instant) throws {
        try execute(
            ComplianceTable.upsertInterval, device, status.policy, status.requirement, status.result.rawValue,
            status.since, status.graceEnd, status.severity.rawValue, status.fact.rawValue, status.wanted,
            status.found, status.evidence, status.remediation, status.pending?.stored,
            status.actionsDone.joined(separator: " "), SQLValue.null, now, SQLValue.null)
    }

    private func saveProgress(of status: RequirementStatus, _ device: DeviceID) throws {
        try execute(
            """
            UPDATE requirement_interval SET pending = ?5, actions_done = ?6
            WHERE tenant = ?1 AND device = ?2 AND policy = ?3 AND requirement = ?4 AND closed_at IS NULL
            """, device, status.policy, status.requirement, status.pending?.stored,
            status.actionsDone.joined(separator: " "))
    }

    private func close(
        _ status: RequirementStatus, of device: DeviceID, at now: Instant, ended: Instant?
    ) throws {
        try execute(
            ComplianceTable.closeInterval, device, status.policy, status.requirement, status.since, now,
            ended.map { min($0, now) })
    }

    func removeComplianceHistory(endedBefore instant: Instant, limit: Int) throws -> Int {
        try executeCounting(ComplianceTable.removeVerdicts, instant, limit)
            + executeCounting(ComplianceTable.removeIntervals, instant, limit)
    }

    func removeComplianceHistory(beyond most: Int) throws -> Int {
        var removed = 0
        for table in ["past_verdict", "requirement_interval"] {
            let devices: [DeviceID] = try rows(ComplianceTable.excess(table), most) { try $0.identifier() }
            for device in devices { removed += try executeCounting(ComplianceTable.removeExcess(table), device, most) }
        }
        return removed
    }
}

extension RequirementStatus {
    /// Whether nothing differs but the counts of reports and what was done.
    fileprivate func foundTheSame(as other: RequirementStatus) -> Bool {
        var copy = self
        (copy.pending, copy.actionsDone) = (other.pending, other.actionsDone)
        return copy == other
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
