import GRDB
import GRDBSQLite
import GatehouseService

/// Runs prepared statements through SQLite's own interface.
///
/// GRDB prepares, keeps and owns them. Its rows and arguments are left out: they took three times as long as what
/// SQLite itself does with the statements of a check-in.
extension Statement {
    /// Runs to the end and answers how many rows were changed.
    func run(_ arguments: [SQLValue]) throws -> Int {
        _ = try rows(arguments)
        return Int(sqlite3_changes(sqlite3_db_handle(sqliteStatement)))
    }

    /// Runs to the end and answers the rows.
    func rows(_ arguments: [SQLValue]) throws -> [SQLRow] {
        defer { sqlite3_reset(sqliteStatement) }
        try bind(arguments)
        let columns = sqlite3_column_count(sqliteStatement)
        var rows = [SQLRow]()
        while true {
            switch sqlite3_step(sqliteStatement) {
            case SQLITE_ROW: rows.append(SQLRow((0..<columns).map(value)))
            case SQLITE_DONE: return rows
            default: throw failure
            }
        }
    }

    private func bind(_ arguments: [SQLValue]) throws {
        guard sqlite3_bind_parameter_count(sqliteStatement) == arguments.count else {
            throw StoreError(.failed, "the store failed", detail: "\(arguments.count) arguments for: \(sql)")
        }
        for (index, argument) in arguments.enumerated() {
            guard try bind(argument, at: Int32(index + 1)) == SQLITE_OK else { throw failure }
        }
    }

    /// Text with NUL is refused: SQLite would keep only what precedes it, PostgreSQL has no such text.
    private func bind(_ value: SQLValue, at position: Int32) throws -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(sqliteStatement, position)
        case .integer(let integer): return sqlite3_bind_int64(sqliteStatement, position, integer)
        case .text(var text):
            return try text.withUTF8 { utf8 in
                guard !utf8.contains(0) else { throw StoreError(.failed, "text must not contain the NUL character") }
                return utf8.withMemoryRebound(to: CChar.self) { characters in
                    // Without an address SQLite would bind NULL.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(sqliteStatement, position, "", 0, Self.copied)
                    }
                    return sqlite3_bind_text64(
                        sqliteStatement, position, start, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(sqliteStatement, position, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(sqliteStatement, position, $0.baseAddress, UInt64($0.count), Self.copied)
            }
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(sqliteStatement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(sqliteStatement, column))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(sqliteStatement, column)
            let count = Int(sqlite3_column_bytes(sqliteStatement, column))
            return .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
        // No column holds fractions; as text one is refused by whoever reads the row.
        default:
            let start = sqlite3_column_text(sqliteStatement, column)
            let count = Int(sqlite3_column_bytes(sqliteStatement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        }
    }

    private var failure: DatabaseError {
        let connection = sqlite3_db_handle(sqliteStatement)
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: sqlite3_errmsg(connection).map { String(cString: $0) }, sql: sql)
    }

    /// Tells SQLite to copy what is bound before the call returns.
    private static var copied: sqlite3_destructor_type {
        // INVARIANT (transient): SQLite's interface defines SQLITE_TRANSIENT as this cast, and never calls it.
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
