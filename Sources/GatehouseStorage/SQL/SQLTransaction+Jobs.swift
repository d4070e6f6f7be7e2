import GatehouseModel
import GatehouseService

/// The columns of a job in the order in which they are written and read.
///
/// INVARIANT (job version): scheduling and claiming each raise `version`, so a runner that holds an older version
/// neither ends nor gives back what somebody scheduled or claimed since. `claimed_version` remembers whose the lock
/// is: a job scheduled anew while it runs stays locked until that run ends, so one subject never runs twice at once.
enum JobTable {
    static let columns = ["tenant", "id", "queue", "kind", "subject", "payload", "due_at", "attempts", "version"]
    static let list = columns.joined(separator: ", ")
    /// Names every queue, so that the index is searched and not every job of the tenant.
    static let named =
        "tenant = ? AND queue IN (\(JobQueue.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
        + " AND kind = ? AND subject = ?"
    static let selectKind = SQLText.select(columns, from: "job")
    static let selectNamed = "SELECT \(list) FROM job WHERE \(named) ORDER BY queue LIMIT 1"
    static let schedule = """
        \(SQLText.insert(into: "job", columns)) ON CONFLICT (tenant, queue, kind, subject)
        DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at, attempts = excluded.attempts,
            version = job.version + 1
        """

    /// How much later than a lock of now another may end: one that ends later still was made by a clock that was ahead.
    static let longestAhead = Duration.seconds(300)

    /// Materialised, so that PostgreSQL locks the rows once whatever it plans; the jobs of a tenant that is not served
    /// rest.
    static func claim(_ dialect: SQLDialect) -> String {
        """
        WITH claimable AS MATERIALIZED (
            SELECT tenant, id FROM job
            WHERE queue = ?1 AND due_at <= ?2 AND (locked_until IS NULL OR locked_until <= ?2 OR locked_until > ?5)
                AND EXISTS (SELECT 1 FROM tenant WHERE tenant.id = job.tenant AND tenant.state = 'active')
            ORDER BY due_at, id LIMIT ?4\(dialect.skipLocked))
        UPDATE job SET version = version + 1, claimed_version = version + 1, locked_until = ?3
        WHERE (tenant, id) IN (SELECT tenant, id FROM claimable)
        RETURNING \(list)
        """
    }

    private static let claimed = "tenant = ?1 AND id = ?2 AND claimed_version = ?3 AND locked_until IS NOT NULL"

    /// Passes over a row that a writer holds: this is asked on the connection that follows the feed.
    static func extend(_ dialect: SQLDialect) -> String {
        """
        WITH held AS MATERIALIZED (SELECT tenant, id FROM job WHERE \(claimed)\(dialect.skipLocked))
        UPDATE job SET locked_until = ?4 WHERE (tenant, id) IN (SELECT tenant, id FROM held)
        """
    }

    static let selectClaimed = "SELECT id FROM job WHERE \(claimed)"
}

extension SQLRow {
    fileprivate mutating func job() throws -> Job {
        let (tenant, id): (TenantID, JobID) = try (identifier(), identifier())
        return try Job(
            id: id, tenant: tenant, queue: word(), kind: text(), subject: text(), payload: text(), dueAt: instant(),
            attempts: integer(), version: integer())
    }
}

extension SQLConnection {
    /// Takes due jobs of every tenant; the only question of a repository that is asked outside one.
    func claimJobs(queue: JobQueue, now: Instant, until: Instant, limit: Int) throws -> [Job] {
        try query(
            JobTable.claim(dialect),
            [
                queue.rawValue.sqlValue, now.sqlValue, until.sqlValue, limit.sqlValue,
                (until + JobTable.longestAhead).sqlValue,
            ], isReused: true
        )
        .map { row in
            var row = row
            return try row.job()
        }
        .sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
    }

    func extendClaim(of job: Job, until: Instant) throws -> ClaimExtension {
        let claim = [job.tenant.sqlValue, job.id.sqlValue, job.version.sqlValue]
        if try executeCounting(JobTable.extend(dialect), claim + [until.sqlValue]) == 1 { return .extended }
        return try query(JobTable.selectClaimed, claim, isReused: true).isEmpty ? .lost : .busy
    }
}

extension SQLTransaction: JobReading {
    func jobCount(kind: String) throws -> Int {
        Int(try row("SELECT count(*) FROM job WHERE tenant = ? AND kind = ?", kind) { try $0.integer() } ?? 0)
    }

    func job(kind: String, subject: String) throws -> Job? {
        if let known = known.job(kind: kind, subject: subject) { return known }
        return try row(JobTable.selectNamed, kind, subject) { try $0.job() }
    }

    /// Those of the subjects that wait in the queue ``JobQueue/jobs``.
    func jobs(kind: String, subjects: [String]) throws -> [Job] {
        try rows(
            JobTable.selectKind, whose: "subject", isAmong: subjects,
            and: " AND queue = '\(JobQueue.jobs.rawValue)' AND kind = ?", [kind]
        ) { try $0.job() }
    }
}

extension SQLTransaction {
    func holdsClaim(of job: Job) throws -> Bool {
        try row(
            "SELECT count(*) FROM job WHERE tenant = ? AND id = ? AND claimed_version = ?", job.id, job.version
        ) { try $0.integer() } == 1
    }
}

extension SQLTransaction: JobWriting {
    /// A job of another tenant than the unit of work's is refused.
    func schedule(_ job: Job) throws {
        guard job.tenant == tenant else {
            throw StoreError(.conflict, "job `\(job.id)` belongs to another tenant")
        }
        known.forgetJob(kind: job.kind, subject: job.subject)
        try execute(
            JobTable.schedule, job.id, job.queue.rawValue, job.kind, job.subject, job.payload, job.dueAt,
            job.attempts, Int64(0))
    }

    func cancelJob(kind: String, subject: String) throws {
        known.forgetJob(kind: kind, subject: subject)
        try execute("DELETE FROM job WHERE \(JobTable.named)", kind, subject)
    }

    @discardableResult
    func complete(_ job: Job) throws -> Bool {
        known.forgetJob(kind: job.kind, subject: job.subject)
        if try executeCounting("DELETE FROM job WHERE tenant = ? AND id = ? AND version = ?", job.id, job.version) == 1
        {
            return true
        }
        try unlock(job)
        return false
    }

    func retry(_ job: Job, dueAt: Instant, because reason: String) throws {
        known.forgetJob(kind: job.kind, subject: job.subject)
        let changed = try executeCounting(
            """
            UPDATE job SET due_at = ?4, attempts = attempts + 1, version = version + 1, locked_until = NULL,
                last_error = ?5
            WHERE tenant = ?1 AND id = ?2 AND version = ?3
            """, job.id, job.version, dueAt, SQLText.line(reason))
        if changed == 0 { try unlock(job) }
    }

    /// Lets go of a job that was scheduled anew during this claim; another runner's claim is left alone.
    private func unlock(_ job: Job) throws {
        try execute(
            "UPDATE job SET locked_until = NULL WHERE tenant = ? AND id = ? AND claimed_version = ?", job.id,
            job.version)
    }
}
