import Foundation
import GRDB
import GatehouseModel
import GatehouseService

/// One connection of SQLite during one unit of work.
///
/// On a connection that writes, the unit begins a savepoint with its first change, so that a unit that only asks costs
/// none. Not `Sendable`: it lives inside the closure that it was given to.
final class SQLiteConnection: SQLConnection {
    private let database: Database
    private let latch: CorruptionLatch
    private var hasSavepoint = false
    /// Why the whole transaction is gone: SQLite ends it by itself when the disk is full or fails.
    private(set) var loss: StoreError?

    init(_ database: Database, latch: CorruptionLatch) {
        self.database = database
        self.latch = latch
    }

    var dialect: SQLDialect { .sqlite }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try guarded {
            let statement = try database.cachedStatement(sql: sql)
            try beginPart(before: statement)
            try statement.execute(arguments: try Self.bound(arguments))
            return database.changesCount
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue], isReused: Bool) throws -> [SQLRow] {
        try guarded {
            let statement =
                isReused ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
            try beginPart(before: statement)
            let count = statement.columnCount
            var rows = [SQLRow]()
            let cursor = try Row.fetchCursor(statement, arguments: try Self.bound(arguments))
            while let row = try cursor.next() { rows.append(SQLRow((0..<count).map { Self.value(row[$0]) })) }
            return rows
        }
    }

    /// Keeps what the unit changed as part of the transaction.
    func keepPart() throws {
        guard hasSavepoint else { return }
        hasSavepoint = false
        try guarded { try database.cachedStatement(sql: "RELEASE unit").execute() }
    }

    /// Takes back what the unit changed; the rest of the transaction stays.
    func undoPart() {
        guard hasSavepoint, loss == nil else { return }
        hasSavepoint = false
        do {
            try guarded {
                try database.cachedStatement(sql: "ROLLBACK TO unit").execute()
                try database.cachedStatement(sql: "RELEASE unit").execute()
            }
        } catch {
            loss = error as? StoreError ?? StoreError(.failed, "the store failed")
        }
    }

    private func beginPart(before statement: Statement) throws {
        guard !hasSavepoint, !statement.isReadonly else { return }
        try database.cachedStatement(sql: "SAVEPOINT unit").execute()
        hasSavepoint = true
    }

    /// After the transaction was lost no statement runs: it would be a transaction of its own.
    private func guarded<Result>(_ body: () throws -> Result) throws -> Result {
        if let loss { throw loss }
        do {
            return try body()
        } catch let error as DatabaseError {
            let mapped = latch.noting(StoreError(error))
            if !database.isInsideTransaction || mapped.code == .corrupt { loss = mapped }
            throw mapped
        }
    }

    private static func bound(_ arguments: [SQLValue]) throws -> StatementArguments {
        StatementArguments(try arguments.map(databaseValue))
    }

    /// Text with NUL is refused: SQLite would keep only what precedes it, PostgreSQL has no such text.
    private static func databaseValue(_ value: SQLValue) throws -> DatabaseValue {
        switch value {
        case .null: return .null
        case .integer(let integer): return integer.databaseValue
        case .text(let text):
            guard !text.utf8.contains(0) else { throw StoreError(.failed, "text must not contain the NUL character") }
            return text.databaseValue
        case .bytes(let bytes): return Data(bytes).databaseValue
        }
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        // No column holds fractions; as text it is refused by whoever reads the row.
        case .double(let double): .text(String(double))
        }
    }
}
