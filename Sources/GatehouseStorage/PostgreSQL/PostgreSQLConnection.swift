import GatehouseService

/// One connection of PostgreSQL during one unit of work.
///
/// The first refusal ends the unit: PostgreSQL passes over everything until the unit's savepoint. Not `Sendable`: it
/// lives inside the closure that it was given to.
final class PostgreSQLConnection: UnitConnection {
    private let link: PostgreSQLLink
    /// A unit of a group has a savepoint of its own.
    private let isPart: Bool
    private let keepsStatements: Bool
    private var hasSavepoint = false
    private(set) var loss: StoreError?
    /// The first refusal.
    private(set) var refusal: StoreError?

    init(_ link: PostgreSQLLink, isPart: Bool = false, keepsStatements: Bool = true) {
        self.link = link
        self.isPart = isPart
        self.keepsStatements = keepsStatements
    }

    var dialect: SQLDialect { .postgreSQL }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws {
        try guarded { () throws(StoreError) in
            try send(sql, arguments, isReused: true)
        }
    }

    func executeCounting(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try guarded { () throws(StoreError) in
            try send(sql, arguments, isReused: true)
            return try link.settle().count
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue], isReused: Bool) throws -> [SQLRow] {
        try guarded { () throws(StoreError) in
            try send(sql, arguments, isReused: isReused)
            return try link.settle().rows
        }
    }

    /// The server tells nobody before the commit, and then each listener once for the whole transaction.
    func announceChanges() throws {
        try execute("NOTIFY \(ChangeListener.channel)", [])
    }

    func keepPart() throws {
        try guarded { () throws(StoreError) in
            if hasSavepoint { try link.send("RELEASE unit") }
            if link.hasUnanswered { try link.settle() }
        }
        hasSavepoint = false
    }

    func undoPart() {
        guard hasSavepoint, loss == nil else { return }
        hasSavepoint = false
        // After a refusal the server passes over what is sent before everything was answered.
        if link.hasUnanswered { _ = try? link.settle() }
        refusal = nil
        do throws(StoreError) {
            try guarded { () throws(StoreError) in
                try link.send("ROLLBACK TO unit")
                try link.send("RELEASE unit")
                try link.settle()
            }
        } catch {
            loss = error
        }
    }

    private func send(_ sql: String, _ arguments: [SQLValue], isReused: Bool) throws(StoreError) {
        if isPart, !hasSavepoint {
            try link.send("SAVEPOINT unit")
            hasSavepoint = true
        }
        try link.send(sql, arguments, isReused: isReused && keepsStatements)
    }

    private func guarded<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        if let error = loss ?? refusal { throw error }
        do throws(StoreError) {
            return try body()
        } catch {
            refusal = error
            loss = link.loss
            throw error
        }
    }
}
