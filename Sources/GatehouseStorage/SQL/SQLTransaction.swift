import GatehouseModel
import GatehouseService

/// A unit of work over one tenant: the repositories are its extensions, `SQLTransaction+….swift`.
///
/// INVARIANT (tenant first): the connection is private, and every statement sent through this object binds the tenant
/// to its first `?`. A statement that does not begin with the tenant finds nothing or fails; one without a tenant
/// cannot be written.
final class SQLTransaction {
    let tenant: TenantID
    private let connection: any SQLConnection
    /// What the unit of work changed so far, in order; written to the feed by ``appendChanges()``.
    private var changes: [(kind: Change.Kind, id: String, operation: Change.Operation)] = []

    /// What was read and still stands.
    var known = Recollection()

    init(tenant: TenantID, connection: any SQLConnection) {
        self.tenant = tenant
        self.connection = connection
    }

    /// Runs one statement over the tenant's rows; what it is refused for may be thrown later, and no later than at the
    /// end of the unit of work.
    func execute(_ sql: String, _ arguments: any SQLBindable...) throws {
        try connection.execute(sql, bind(arguments))
    }

    /// Runs one statement over the tenant's rows and answers how many it changed.
    func executeCounting(_ sql: String, _ arguments: any SQLBindable...) throws -> Int {
        try connection.executeCounting(sql, bind(arguments))
    }

    /// The rows that a statement answers, each read by `decode`.
    func rows<Row>(
        _ sql: String, _ arguments: any SQLBindable..., decode: (inout SQLRow) throws -> Row
    ) throws -> [Row] {
        try rows(sql, arguments, decode: decode)
    }

    /// The rows that a statement answers whose number of arguments varies: only for a closed set of texts.
    func rows<Row>(
        _ sql: String, _ arguments: [any SQLBindable], decode: (inout SQLRow) throws -> Row
    ) throws -> [Row] {
        try connection.query(sql, bind(arguments), isReused: true).map { row in
            var row = row
            return try decode(&row)
        }
    }

    /// The rows of a selection whose `column` is one of the keys, in the order of the column within each question.
    ///
    /// The keys are asked for some at a time, and sorted; `condition` may narrow the selection, with `arguments` of its
    /// own.
    func rows<Key: SQLBindable & Hashable & Comparable, Row>(
        _ select: String, whose column: String, isAmong keys: some Sequence<Key>, and condition: String = "",
        _ arguments: [any SQLBindable] = [], decode: (inout SQLRow) throws -> Row
    ) throws -> [Row] {
        try SQLText.groups(of: Set(keys).sorted(), sizes: [1, 8, 128]).flatMap { group in
            let isAmong = "\(column) IN (\(SQLText.placeholders(group.count)))"
            let values: [any SQLBindable] = group
            return try rows(
                "\(select) AND \(isAmong)\(condition) ORDER BY \(column)", values + arguments, decode: decode)
        }
    }

    /// The first row that a statement answers.
    func row<Row>(
        _ sql: String, _ arguments: any SQLBindable..., decode: (inout SQLRow) throws -> Row
    ) throws -> Row? {
        guard var row = try connection.query(sql, bind(arguments), isReused: true).first else { return nil }
        return try decode(&row)
    }

    /// The rows of a statement whose text depends on the caller's question, and is therefore not kept prepared.
    func rows<Row>(asking statement: ListStatement, decode: (inout SQLRow) throws -> Row) throws -> [Row] {
        try rows(once: statement.sql, statement.arguments, decode: decode)
    }

    /// The rows of a statement that is made for one question; none of its text may come from a caller.
    func rows<Row>(
        once sql: String, _ arguments: [SQLValue], decode: (inout SQLRow) throws -> Row
    ) throws -> [Row] {
        try connection.query(sql, [tenant.sqlValue] + arguments, isReused: false).map { row in
            var row = row
            return try decode(&row)
        }
    }

    /// Says what will be asked with ``row(_:_:decode:)`` and ``rows(_:_:decode:)``, word by word.
    func foresee(_ questions: [(sql: String, arguments: [any SQLBindable])]) throws {
        try connection.foresee(questions.map { SQLQuestion(sql: $0.sql, arguments: bind($0.arguments)) })
    }

    private func bind(_ arguments: [any SQLBindable]) -> [SQLValue] {
        var values = [SQLValue]()
        values.reserveCapacity(arguments.count + 1)
        values.append(tenant.sqlValue)
        for argument in arguments { values.append(argument.sqlValue) }
        return values
    }
}

extension SQLTransaction: StoreWriting {}

extension SQLTransaction: FeedReading {
    /// Of all tenants together, as the feed is.
    func feedPosition(since seen: FeedPosition?) throws -> FeedPosition { try connection.feedPosition(since: seen) }
}

extension SQLTransaction {
    func note(_ kind: Change.Kind, _ id: String, _ operation: Change.Operation = .put) {
        changes.append((kind, id, operation))
    }

    /// Hands what was noted to the feed; `false` when there was nothing.
    ///
    /// One counter numbers the changes of all tenants, and a smaller number is never seen after a larger one: SQLite has
    /// one writer, and on PostgreSQL the writers' lock is held until the commit. There, rows are written with the whole
    /// group, so that a unit of work must not look for its own in the feed.
    func appendChanges() throws -> Bool {
        guard !changes.isEmpty else { return false }
        let mark = Int64.random(in: .min ... .max)
        try connection.append(
            changes.map {
                FeedEntry(tenant: tenant, kind: $0.kind, id: $0.id, operation: $0.operation, mark: mark)
            })
        changes.removeAll()
        return true
    }
}
