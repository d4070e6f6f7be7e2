import GatehouseModel
import GatehouseService

/// A database, as the repositories see it: SQLite today, PostgreSQL beside it.
///
/// An adapter maps its engine's errors to ``StoreError`` and lets other errors of a body through unchanged.
protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }
    /// Where it is, without any password.
    var place: String { get }
    /// How busy the writer is; cheap enough to ask at every request.
    var load: StoreLoad { get }

    /// Runs `body` on one consistent state; what it tries to write is refused.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` like ``read(_:)``, where nobody else's questions delay it: for who follows the feed.
    func follow<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` so that all that it writes is durable when this returns, or nothing of it was kept when it throws.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs `body` like ``write(_:)`` but in no order with other writers: only for what locks the rows that it takes.
    func claim<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Runs a step of the schema like ``write(_:)``, for as long as it takes.
    func alter<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result

    /// Calls `signal` whenever another node may have appended changes; may be early, late or doubled.
    func listen(_ signal: @escaping @Sendable () -> Void)

    /// Looks at every row and index; throws ``StoreError/Code/corrupt`` at the first damage.
    func verify() async throws

    /// Reads every page once, beside everybody else; throws ``StoreError/Code/corrupt`` at the first damage.
    func lookThrough() async throws

    /// Ends after what was accepted has become durable; everything later is refused.
    func close() async throws
}

extension SQLDatabase {
    /// A server of its own looks after its pages by itself.
    func lookThrough() async throws {}
}

/// One connection inside a unit of work.
///
/// A parameter is `?`, the next one, or `?3`, the third; an engine that writes them otherwise translates when it
/// prepares. Once the engine has refused a statement the unit of work keeps nothing, however it goes on: everything
/// later is refused with the same error.
protocol SQLConnection {
    var dialect: SQLDialect { get }

    /// Runs one statement. Its refusal may come later: from the next statement that answers, or at the unit's end.
    func execute(_ sql: String, _ arguments: [SQLValue]) throws

    /// Runs one statement and answers how many rows it changed.
    func executeCounting(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs one statement that answers rows. A `isReused` statement is kept prepared: only for a closed set of texts.
    func query(_ sql: String, _ arguments: [SQLValue], isReused: Bool) throws -> [SQLRow]

    /// Says what will be asked before anything is written, so that one way to the server fetches all of it.
    func foresee(_ questions: [SQLQuestion]) throws

    /// Appends to the change feed, in this order; the other nodes are told once all is durable.
    func append(_ changes: [FeedEntry]) throws
}

/// A change before the feed gives it its number.
struct FeedEntry {
    /// As they are written, the number first.
    static let columns = ["sequence", "tenant", "kind", "id", "operation", "mark"]

    var tenant: TenantID
    var kind: Change.Kind
    var id: String
    var operation: Change.Operation
    /// The same for all of one unit of work, and of no other.
    var mark: Int64

    func values(_ sequence: Int64) -> [SQLValue] {
        [
            sequence.sqlValue, tenant.sqlValue, kind.rawValue.sqlValue, id.sqlValue, operation.rawValue.sqlValue,
            mark.sqlValue,
        ]
    }
}

/// A statement that answers rows and is kept prepared, with its arguments.
struct SQLQuestion: Hashable, Sendable {
    var sql: String
    var arguments: [SQLValue]
}

/// Where the engines' SQL differs; everything else is written in what they share.
struct SQLDialect: Sendable {
    /// Closes a table definition whose primary key is its order on disk.
    var clusteredTable: String
    /// Closes a table definition of wide rows.
    var plainTable: String
    /// Type of text that compares byte by byte.
    var text: String
    /// Type of bytes.
    var bytes: String
    /// Type of 64-bit integers.
    var integer: String
    /// Follows the selection of rows to claim, so that two claimers never wait for each other.
    var skipLocked: String
    /// Answers how many bytes the database takes.
    var size: String
    /// Statements that make a table refuse UPDATE, and DELETE but for the rows of a tenant whose state is `deleting`.
    var appendOnly: @Sendable (_ table: String) -> [String]
}
