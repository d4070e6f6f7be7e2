import GatehouseService

/// One connection of PostgreSQL during one unit of work.
///
/// The first refusal ends the unit: PostgreSQL passes over everything until the unit's savepoint, or the end of the
/// transaction. Not `Sendable`: it lives inside the closure that it was given to.
final class PostgreSQLConnection: UnitConnection {
    /// What the units of one group share.
    final class Group {
        let care: GroupCare
        /// What the units append to the change feed; it is written, and numbered, once for all of them.
        var changes: [FeedEntry] = []

        init(_ care: GroupCare) { self.care = care }
    }

    private let link: PostgreSQLLink
    private let group: Group?
    private let keepsStatements: Bool
    private let changesBefore: Int
    private var hasSavepoint = false
    private var hasWritten = false
    private(set) var loss: StoreError?
    private(set) var needsCare = false
    /// The first refusal.
    private(set) var refusal: StoreError?

    /// A unit of its own; of a group where there is one.
    init(_ link: PostgreSQLLink, of group: Group? = nil, keepsStatements: Bool = true) {
        self.link = link
        self.group = group
        self.keepsStatements = keepsStatements
        changesBefore = group?.changes.count ?? 0
        link.giveUpForeseen()
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
            if isReused, let known = try link.foreseenAnswer(to: SQLQuestion(sql: sql, arguments: arguments)) {
                return known.rows
            }
            try send(sql, arguments, isReused: isReused)
            return try link.settle().rows
        }
    }

    func foresee(_ questions: [SQLQuestion]) throws {
        guard keepsStatements else { return }
        try guarded { () throws(StoreError) in
            try beginPart()
            for question in questions { try link.foresee(question) }
        }
    }

    func append(_ changes: [FeedEntry]) throws {
        guard let group else { throw StoreError(.failed, "changes are appended by writers only") }
        group.changes += changes
    }

    func keepPart() throws {
        try guarded { () throws(StoreError) in
            guard group?.care == .careful else { return }
            if hasSavepoint { try link.send("RELEASE unit") }
            if link.hasUnanswered { try link.settle() }
        }
        hasSavepoint = false
    }

    func undoPart() {
        guard loss == nil else { return }
        if let group { group.changes.removeLast(group.changes.count - changesBefore) }
        guard group?.care == .careful else {
            needsCare = hasWritten || refusal != nil
            return
        }
        guard hasSavepoint else { return }
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
        try beginPart()
        if !sql.hasPrefix("SELECT") {
            hasWritten = true
            link.giveUpForeseen()
        }
        try link.send(sql, arguments, isReused: isReused && keepsStatements)
    }

    private func beginPart() throws(StoreError) {
        guard group?.care == .careful, !hasSavepoint else { return }
        try link.send("SAVEPOINT unit")
        hasSavepoint = true
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
