import GatehouseModel
import GatehouseService

/// What of a database's content its operator must know, the same on both engines; only reads.
struct DatabaseDiagnosis {
    /// Due for longer than this, a job is stuck.
    static let patience = Duration.seconds(300)
    /// Tried more often than this, too.
    static let attempts: Int64 = 5
    private static let shown = 3

    let connection: any SQLConnection
    let now: Instant

    /// A check with its name, which stands alone: what it cannot ask hides nothing of the others.
    struct Check: Sendable {
        var name: String
        var ask: @Sendable (any SQLConnection) throws -> Diagnosis

        init(_ name: String, _ ask: @escaping @Sendable (any SQLConnection) throws -> Diagnosis) {
            self.name = name
            self.ask = ask
        }
    }

    static func checks(_ end: @escaping SQLStore.AuthorityEnd, at now: Instant) -> [Check] {
        [
            Check("jobs") { try DatabaseDiagnosis(connection: $0, now: now).jobs() },
            Check("notices") { try DatabaseDiagnosis(connection: $0, now: now).notices() },
            Check("device clocks") { try DatabaseDiagnosis(connection: $0, now: now).deviceClocks() },
            Check("sealing key") { try DatabaseDiagnosis(connection: $0, now: now).sealing(end) },
        ]
    }

    /// Jobs that nobody brings to an end: due for long, tried often, or left by a node that died.
    func jobs() throws -> Diagnosis {
        let stuck = """
            FROM job JOIN tenant ON tenant.id = job.tenant
            WHERE tenant.state = 'active' AND (job.due_at <= ?1 OR job.attempts >= ?2)
            """
        let limits = [(now - Self.patience).sqlValue, Self.attempts.sqlValue]
        let count = try connection.number("SELECT count(*) \(stuck)", limits)
        guard count > 0 else {
            let waiting = try connection.number("SELECT count(*) FROM job")
            return Diagnosis("jobs", .good, "\(waiting) wait, none is stuck")
        }
        let rows = try connection.query(
            """
            SELECT tenant.name, job.kind, job.subject, job.due_at, job.attempts, job.locked_until, job.last_error
            \(stuck) ORDER BY job.due_at, job.id LIMIT \(Self.shown)
            """, limits, isReused: false)
        let words = try rows.map { row in
            var row = row
            return try describe(&row)
        }
        let more = count > Int64(words.count) ? "; and \(count - Int64(words.count)) more" : ""
        return Diagnosis(
            "jobs", .doubtful, "\(count) stuck: \(words.joined(separator: "; "))\(more)",
            mend: "mend what the last error names; with no error, look whether a server runs, and at its log")
    }

    private func describe(_ row: inout SQLRow) throws -> String {
        let (tenant, kind, subject) = try (row.text(), row.text(), row.text())
        let due = try row.instant()
        let attempts = try row.integer()
        let lease = try row.optionalInstant()
        let error = try row.text()
        let when = due <= now ? "due for \((now - due).text)" : "due again in \((due - now).text)"
        var words = ["\(kind) \(subject) of `\(tenant)`", when, "\(attempts) attempts"]
        if let lease {
            words.append(lease > now ? "held by a node now" : "its node stopped \((now - lease).text) ago")
        }
        if !error.isEmpty { words.append("last error: \(SQLText.line(error))") }
        return words.joined(separator: ", ")
    }

    /// Messages that were given up within a day.
    private func notices() throws -> Diagnosis {
        let since = (now - .seconds(86_400)).sqlValue
        let failed = "FROM notice_message WHERE state = 'failed' AND updated_at >= ?"
        let count = try connection.number("SELECT count(*) \(failed)", [since])
        guard count > 0 else { return Diagnosis("notices", .good, "none was given up within a day") }
        var row =
            try connection.query(
                "SELECT channel, problem \(failed) ORDER BY updated_at DESC LIMIT 1", [since], isReused: false
            ).first ?? SQLRow([])
        let (channel, problem) = try (row.text(), row.text())
        return Diagnosis(
            "notices", .doubtful,
            "\(count) given up within a day; the last one to `\(channel)`: \(SQLText.line(problem))",
            mend: "mend the channel or what it leads to, then: gatehouse notice list --failed")
    }

    /// Devices whose clock is off by more than five minutes.
    private func deviceClocks() throws -> Diagnosis {
        let skewed = try connection.number(
            "SELECT count(*) FROM fact WHERE name = 'clock.skew' AND state = 'known' AND value <> '0'")
        guard skewed > 0 else { return Diagnosis("device clocks", .good, "all within five minutes of the server's") }
        let devices = try connection.number("SELECT count(*) FROM device")
        guard skewed * 2 > devices, devices > 2 else {
            return Diagnosis("device clocks", .good, "\(skewed) of \(devices) devices are off by five minutes or more")
        }
        return Diagnosis(
            "device clocks", .doubtful, "\(skewed) of \(devices) devices are off by five minutes or more",
            mend: "most of them: look at this machine's clock first, by which they are measured")
    }

    /// Whether what is sealed in the database opens under this machine's key, and how long the authorities in it last.
    private func sealing(_ end: SQLStore.AuthorityEnd) throws -> Diagnosis {
        let rows = try connection.query(
            """
            SELECT a.tenant, t.name, a.sealed FROM tenant_authority AS a JOIN tenant AS t ON t.id = a.tenant
            ORDER BY t.name
            """, [], isReused: false)
        let ends = try rows.map { row -> (name: String, end: Instant?) in
            var row = row
            let (tenant, name): (TenantID, String) = try (row.identifier(), row.text())
            return (name, end(tenant, try row.bytes()))
        }
        let strangers = ends.filter { $0.end == nil }.prefix(5).map { "`\($0.name)`" }
        guard strangers.isEmpty else {
            return Diagnosis(
                "sealing key", .broken,
                "the key does not open the authority of \(strangers.joined(separator: ", "))",
                mend: "put the key back that was there before, from a backup or another node")
        }
        guard let first = ends.min(by: { ($0.end ?? .distantFuture) < ($1.end ?? .distantFuture) }),
            let earliest = first.end
        else { return Diagnosis("sealing key", .good, "nothing is sealed in the database yet") }
        guard earliest - now > .seconds(60 * 86_400) else {
            return Diagnosis(
                "sealing key", .doubtful, "it fits, and the issuing certificate of `\(first.name)` ends \(earliest)",
                mend: "restart the server, which renews it")
        }
        return Diagnosis(
            "sealing key", .good, "it opens every authority in the database (\(ends.count)); the first ends \(earliest)"
        )
    }
}
