public import GatehouseModel

/// Work that is a row: what is due, and messages that wait to be sent.
public enum JobQueue: String, Sendable, Hashable, CaseIterable {
    case jobs
    /// Messages to the outside; sent once they are committed with what caused them.
    case outbox
}

/// One piece of work.
public struct Job: Hashable, Sendable {
    /// Names the row, whatever is scheduled into it later.
    public var id: JobID
    /// The tenant in whose unit of work the job runs.
    public var tenant: TenantID
    /// Which queue it waits in.
    public var queue: JobQueue
    /// As `compliance.evaluate`.
    public var kind: String
    /// What it is about; of one kind and subject only one waits.
    public var subject: String
    /// What the runner of this kind needs besides the subject; empty when it needs nothing.
    public var payload: String
    /// Nobody claims it earlier.
    public var dueAt: Instant
    /// How often it was tried and given back.
    public var attempts: Int64
    /// Raised by the store whenever the job is scheduled anew or claimed; `complete` and `retry` compare it.
    public var version: Int64

    /// Makes a job as it is scheduled; the store sets the version.
    public init(
        id: JobID, tenant: TenantID, queue: JobQueue = .jobs, kind: String, subject: String, payload: String = "",
        dueAt: Instant, attempts: Int64 = 0, version: Int64 = 0
    ) {
        self.id = id
        self.tenant = tenant
        self.queue = queue
        self.kind = kind
        self.subject = subject
        self.payload = payload
        self.dueAt = dueAt
        self.attempts = attempts
        self.version = version
    }
}

/// What became of asking for more time with a claimed job.
public enum ClaimExtension: String, Sendable, Hashable {
    /// No other node takes the job before then.
    case extended
    /// The claim ran out and another node has the job, or it is done.
    case lost
    /// A unit of work that is not over holds the job: nothing was changed, and it is to be asked again.
    case busy
}

/// Asks for jobs.
public protocol JobReading {
    func jobCount(kind: String) throws -> Int
    func job(kind: String, subject: String) throws -> Job?
    /// Whether nobody claimed the job since this claim, and it is not done.
    func holdsClaim(of job: Job) throws -> Bool
}

/// Adds and ends jobs; claiming is ``Store/claimJobs(queue:now:until:limit:)``.
public protocol JobWriting {
    /// Adds the job; when one of its kind and subject waits, that one takes the new payload and due time.
    func schedule(_ job: Job) throws
    func cancelJob(kind: String, subject: String) throws
    /// Ends a claimed job; `false` when somebody scheduled it anew meanwhile, and it stays.
    @discardableResult func complete(_ job: Job) throws -> Bool
    /// Gives a claimed job back, to be due at `dueAt`, with one attempt more; `reason` says what went wrong, for whoever
    /// operates the server, and is cut to a line.
    func retry(_ job: Job, dueAt: Instant, because reason: String) throws
}
