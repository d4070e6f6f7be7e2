import GatehouseService

/// A group's transaction on PostgreSQL, alone among all nodes.
///
/// INVARIANT (writers' lock): every unit of work that writes runs between taking this lock and its commit, so units
/// are serial on all nodes together, as they are on SQLite: what a unit has read is still so when it writes. The lock
/// ends with the transaction, and with the connection when the node dies.
struct PostgreSQLGroup: GroupTransaction {
    /// Names the lock in the database; it is never anything else.
    static let lock: Int64 = 0x6761_7465_686f_7573

    /// How many changes one statement appends, so that few statements serve every number.
    private static let rowsAtOnce = [64, 8, 1]

    private let session: PostgreSQLSession
    private let link: PostgreSQLLink
    private let keepsStatements: Bool
    private let shared: PostgreSQLConnection.Group

    /// Begins it, and takes the lock.
    init(_ session: PostgreSQLSession, _ care: GroupCare) throws {
        try self.init(session, settings: [], keepsStatements: true, care)
    }

    /// For a step of the schema: it may take its time, but others wait behind it for a short while only.
    init(altering session: PostgreSQLSession) throws {
        let wait = session.limits.schemaLock.milliseconds
        try self.init(
            session, settings: ["SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = \(wait)"],
            keepsStatements: false, .careful)
    }

    private init(
        _ session: PostgreSQLSession, settings: [String], keepsStatements: Bool, _ care: GroupCare
    ) throws {
        self.session = session
        shared = PostgreSQLConnection.Group(care)
        self.keepsStatements = keepsStatements
        do {
            link = try Self.begin(session, settings)
        } catch {
            guard session.hasLost else { throw error }
            // The connection had died unnoticed, and nothing was sent that changes anything.
            link = try Self.begin(session, settings)
        }
    }

    private static func begin(_ session: PostgreSQLSession, _ settings: [String]) throws -> PostgreSQLLink {
        let link = try session.opened()
        do {
            try link.send("BEGIN ISOLATION LEVEL READ COMMITTED")
            for setting in settings { try link.send(setting) }
            try link.ask("SELECT pg_advisory_xact_lock(?)", [lock.sqlValue])
            return link
        } catch {
            session.rollBack()
            throw error
        }
    }

    func nextUnit() -> any UnitConnection {
        PostgreSQLConnection(link, of: shared, keepsStatements: keepsStatements)
    }

    /// A transaction in which something was refused ends by being taken back, without an error.
    func commit() throws {
        let answer: PostgreSQLLink.Answer
        do throws(StoreError) {
            try appendChanges()
            answer = try link.ask("COMMIT")
        } catch {
            guard shared.care == .hopeful, link.loss == nil else { throw error }
            throw GroupNeedsCare()
        }
        guard answer.tag == "COMMIT" else {
            throw StoreError(.failed, "the store failed", detail: "the commit ended as \(answer.tag)")
        }
    }

    func abandon() { session.rollBack() }

    /// The writers' lock keeps the counter still, so that its numbers are given here, and a row is written for each in
    /// few statements.
    private func appendChanges() throws(StoreError) {
        guard !shared.changes.isEmpty else { return }
        let taken = try link.ask(
            "UPDATE change_counter SET newest = newest + ? RETURNING newest", [shared.changes.count.sqlValue])
        guard case .integer(let newest) = taken.rows.first?.remaining.first else {
            throw StoreError(.corrupt, "the change counter is missing")
        }
        var sequence = newest - Int64(shared.changes.count)
        var rest = shared.changes[...]
        while let size = Self.rowsAtOnce.first(where: { $0 <= rest.count }) {
            var values = [SQLValue]()
            for change in rest.prefix(size) {
                sequence += 1
                values += change.values(sequence)
            }
            try link.send(SQLText.insert(into: "change", FeedEntry.columns, rows: size), values)
            rest = rest.dropFirst(size)
        }
        // The server tells each listener once for the whole transaction.
        try link.send("NOTIFY \(ChangeListener.channel)")
    }
}
