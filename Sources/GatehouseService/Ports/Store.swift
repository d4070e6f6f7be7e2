public import GatehouseModel

/// The durable state of all tenants.
///
/// A unit of work is one closure over one tenant: it sees a consistent state, and all that it writes becomes durable
/// together, with its change feed and audit rows, or not at all. When `write` returns, the work survives power loss.
/// Bodies are synchronous and may be run again after a conflict, so they must have no effect outside the store.
public protocol Store: ChangeFeed {
    func read<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> Result

    /// Like ``read(_:_:)``, for who keeps memory true by the feed: no list that others ask for delays it.
    ///
    /// Throws ``OtherHistory`` when the change at `seen` is not in the past of what the body would see.
    func follow<Result: Sendable>(
        _ tenant: TenantID, since seen: FeedPosition?, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> (result: Result, position: FeedPosition)

    func write<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result

    /// Every tenant, the oldest first; this and what follows is all that is asked outside one.
    func tenants() async throws -> [Tenant]
    func addTenant(_ tenant: Tenant) async throws
    /// The tenant that a token of this hash belongs to: whoever presents one does not say.
    func tenant(withToken hash: String) async throws -> TenantID?
    /// The tenant that an enrolment code of this hash belongs to.
    func tenant(withEnrolmentCode hash: String) async throws -> TenantID?
    /// A unit of work of the tenant that owns the server, over the tenants themselves.
    func administer<Result: Sendable>(
        as operator: TenantID, _ body: @escaping @Sendable (any TenantAdministration) throws -> Result
    ) async throws -> Result

    /// Takes up to `limit` jobs of any tenant that are due, so that no other node takes them before `until`.
    func claimJobs(queue: JobQueue, now: Instant, until: Instant, limit: Int) async throws -> [Job]
    /// Keeps a claimed job from other nodes until then; waits for no unit of work that holds the job.
    func extendClaim(of job: Job, until: Instant) async throws -> ClaimExtension

    /// How busy the store's writer on this node is; cheap enough to ask at every request.
    var load: StoreLoad { get }
}

extension Store {
    /// Reads as everybody does, and asks for the position in the same unit of work.
    public func follow<Result: Sendable>(
        _ tenant: TenantID, since seen: FeedPosition?, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> (result: Result, position: FeedPosition) {
        try await read(tenant) { work in
            let position = try work.feedPosition(since: seen)
            return (try body(work), position)
        }
    }

    /// Nothing waits, as in a store that does not queue.
    public var load: StoreLoad { .idle }
}

/// What a unit of work may ask.
public protocol StoreReading:
    DeviceReading,
    AssetReading,
    AttestationReading,
    FactReading,
    ComplianceReading,
    DocumentReading,
    EnrolmentReading,
    HardwareReading,
    TokenReading,
    PointCertificateReading,
    ActionReading,
    DecisionReading,
    AuditReading,
    JobReading,
    NoticeReading,
    SecretReading,
    ComplianceScriptReading,
    TenantReading,
    FederationReading,
    FeedReading,
    Foresight,
    DirectoryReading,
    ClientApplicationReading,
    SigningKeyReading,
    TokenStateReading,
    SessionReading,
    CredentialReading,
    BrowserCertificateReading
{
    /// The tenant that this unit of work is over.
    var tenant: TenantID { get }
}

/// What a unit of work may ask and change.
public protocol StoreWriting:
    StoreReading,
    DeviceWriting,
    AssetWriting,
    AttestationWriting,
    FactWriting,
    ComplianceWriting,
    DocumentWriting,
    EnrolmentWriting,
    HardwareWriting,
    TokenWriting,
    PointCertificateWriting,
    ActionWriting,
    DecisionWriting,
    AuditWriting,
    JobWriting,
    NoticeWriting,
    SecretWriting,
    ComplianceScriptWriting,
    TenantWriting,
    FederationWriting,
    DirectoryWriting,
    ClientApplicationWriting,
    SigningKeyWriting,
    TokenStateWriting,
    SessionWriting,
    CredentialWriting,
    BrowserCertificateWriting
{}

/// An organisation; every row belongs to one.
public struct Tenant: Hashable, Sendable {
    /// Part of every row and of every device's certificate.
    public var id: TenantID
    /// Unique among the tenants.
    public var name: String
    /// When the tenant was added.
    public var createdAt: Instant
    /// Whether its administrators operate the server; at most one tenant does.
    public var ownsServer: Bool
    /// How far it is served.
    public var state: TenantState
    /// Since when it is in that state.
    public var since: Instant
    /// Why it was suspended; empty when nobody said.
    public var reason: String

    /// Makes the tenant, active since it was added unless said; nothing is checked.
    public init(
        id: TenantID, name: String, createdAt: Instant, ownsServer: Bool = false, state: TenantState = .active,
        since: Instant? = nil, reason: String = ""
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.ownsServer = ownsServer
        self.state = state
        self.since = since ?? createdAt
        self.reason = reason
    }
}

/// Why the store refused or failed.
public struct StoreError: Error, Hashable, Sendable {
    /// What callers tell apart when the store refuses or fails.
    public enum Code: String, Sendable, Hashable {
        /// The row is not there.
        case notFound
        /// A unique name is taken, or the row changed under the caller.
        case conflict
        /// A list was asked by a field, operator or cursor that it does not have.
        case badQuery
        /// The disk is full.
        case full
        /// The file is damaged; nothing from it may be trusted.
        case corrupt
        /// The database cannot be reached or is overloaded now.
        case unavailable
        case failed
    }

    /// What callers act on.
    public var code: Code
    /// For the caller: lower case, no full stop.
    public var message: String
    /// For the log only.
    public var detail: String

    /// Makes the error; `detail` never reaches a caller.
    public init(_ code: Code, _ message: String, detail: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
    }
}
