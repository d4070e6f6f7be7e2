public import GatehouseModel
public import GatehouseService

/// The durable state in an SQL database.
///
/// `write` returns only after its work survives power loss; many writes at once share one commit. When the database
/// file turns out to be damaged, everything is refused from then on.
public final class SQLStore: Store {
    let database: any SQLDatabase
    private let listeners = WakeUps()

    init(_ database: any SQLDatabase) {
        self.database = database
        database.listen { [listeners] in listeners.signal() }
    }

    /// Opens or creates an SQLite file and brings it to the newest schema.
    ///
    /// Throws ``StoreError``: `corrupt` when the file is damaged, `failed` when a newer version has written it.
    public static func open(path: String) async throws -> SQLStore {
        try await migrated(SQLiteDatabase.open(path: path))
    }

    /// Opens a database of PostgreSQL by its URL (`postgresql://user@host/database`) and brings it to the newest schema.
    ///
    /// Several nodes may open it, at once too. Throws ``StoreOpeningError`` when it cannot be reached or used, and
    /// ``StoreError`` `failed` when a newer version has written it. Beside `readers`, one connection writes, one
    /// follows the feed and one listens.
    public static func open(url: String, readers: Int = 4) async throws -> SQLStore {
        var limits = PostgreSQLLimits()
        limits.readers = max(readers, 1)
        return try await open(PostgreSQLAddress(url), limits: limits)
    }

    /// Why a text cannot be the URL of a database, without repeating it; `nil` when it can.
    public static func refusal(ofURL text: String) -> StoreOpeningError? {
        do throws(StoreOpeningError) {
            _ = try PostgreSQLAddress(text)
            return nil
        } catch {
            return error
        }
    }

    /// Where the data is, without any password.
    public var place: String { database.place }

    /// How busy the writer of this node is; one look under a lock.
    public var load: StoreLoad { database.load }

    static func open(_ address: PostgreSQLAddress, limits: PostgreSQLLimits) async throws -> SQLStore {
        try await migrated(PostgreSQLDatabase.open(address, limits: limits))
    }

    /// The store over a database, which is closed again where it cannot be brought to the newest schema.
    private static func migrated(_ database: some SQLDatabase) async throws -> SQLStore {
        do {
            try await Migrator().migrate(database)
        } catch {
            try? await database.close()
            throw error
        }
        return SQLStore(database)
    }

    /// Ends after everything that was accepted has become durable; later calls throw `unavailable`.
    public func close() async throws {
        listeners.finish()
        try await database.close()
    }

    /// Looks at every page and index; throws `corrupt` at damage, and the store refuses everything from then on.
    public func verify() async throws {
        try await database.verify()
    }

    /// Reads every page once, beside everybody else, where no other server looks after them: a part of what ``verify()``
    /// does, at a part of the cost.
    ///
    /// Throws `corrupt` at damage, and the store refuses everything from then on.
    public func lookThrough() async throws {
        try await database.lookThrough()
    }

    /// Runs the body over one consistent state, beside writers.
    public func read<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> Result {
        try await database.read { try body(SQLTransaction(tenant: tenant, connection: $0)) }
    }

    /// Runs the body over one consistent state, on a way of its own to the database.
    public func follow<Result: Sendable>(
        _ tenant: TenantID, since seen: FeedPosition?, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> (result: Result, position: FeedPosition) {
        try await database.follow { connection in
            let position = try connection.feedPosition(since: seen)
            return (try body(SQLTransaction(tenant: tenant, connection: connection)), position)
        }
    }

    /// Runs the body in one transaction and returns when its work is durable; it wakes followers if anything changed.
    public func write<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        let (result, hasAppended) = try await database.write { connection in
            let transaction = SQLTransaction(tenant: tenant, connection: connection)
            let result = try body(transaction)
            return (result, try transaction.appendChanges())
        }
        if hasAppended { listeners.signal() }
        return result
    }

    /// Takes jobs that are due and that nobody holds, in one transaction.
    public func claimJobs(queue: JobQueue, now: Instant, until: Instant, limit: Int) async throws -> [Job] {
        try await database.claim { try $0.claimJobs(queue: queue, now: now, until: until, limit: limit) }
    }

    /// Compares the version that the job was claimed with, so that a later claim of another node stands; `busy` where a
    /// writer holds the row.
    public func extendClaim(of job: Job, until: Instant) async throws -> ClaimExtension {
        try await database.claim { try $0.extendClaim(of: job, until: until) }
    }
}

extension SQLStore {
    /// Every tenant, the oldest first.
    public func tenants() async throws -> [Tenant] { try await database.follow { try $0.tenants() } }

    /// Throws `conflict` when the identifier or the name is taken, or a second one would own the server.
    public func addTenant(_ tenant: Tenant) async throws {
        try await database.write { try $0.insert(tenant) }
    }

    /// `nil` when no token has the hash, or several have: nobody is let in by chance.
    public func tenant(withToken hash: String) async throws -> TenantID? {
        try await database.read { try $0.tenant(of: "api_token", withHash: hash) }
    }

    /// `nil` when no code has the hash, or several have.
    public func tenant(withEnrolmentCode hash: String) async throws -> TenantID? {
        try await database.read { try $0.tenant(of: "enrolment_code", withHash: hash) }
    }

    /// Runs the body in one transaction over every tenant that it asks for, and wakes followers.
    public func administer<Result: Sendable>(
        as operator: TenantID, _ body: @escaping @Sendable (any TenantAdministration) throws -> Result
    ) async throws -> Result {
        let (result, hasAppended) = try await database.write { connection in
            let administration = SQLTenantAdministration(operator: `operator`, connection: connection)
            let result = try body(administration)
            return (result, try administration.appendChanges())
        }
        if hasAppended { listeners.signal() }
        return result
    }
}

extension SQLStore {
    /// A stream of its own for every caller; it ends when the store is closed.
    public func wakeUps() -> AsyncStream<Void> { listeners.stream() }

    /// Throws `notFound` when changes after `sequence` were pruned: the reader must begin with a snapshot again.
    public func changes(after sequence: Int64, limit: Int) async throws -> [Change] {
        try await database.follow { try $0.changes(after: sequence, limit: limit) }
    }

    /// The newest sequence that was given, even if its change was pruned; 0 before the first.
    public func newestSequence() async throws -> Int64 {
        try await database.follow { try $0.changeCounter().newest }
    }

    /// The newest change; throws `OtherHistory` when the change at `seen` is not in its past.
    public func feedPosition(since seen: FeedPosition?) async throws -> FeedPosition {
        try await database.follow { try $0.feedPosition(since: seen) }
    }

    /// Forgets the changes below `sequence`; their numbers are never given again.
    public func pruneChanges(before sequence: Int64) async throws {
        try await database.write { try $0.pruneChanges(before: sequence) }
    }
}
