import Foundation
import GRDB
import GatehouseService

extension SQLStore {
    /// Carries every row of an SQLite file over into an empty database of PostgreSQL, whole or not at all.
    ///
    /// The file is only read, must have this version's schema, and must not be written to meanwhile: a backup's copy,
    /// or that of a server that stopped. Answers how many rows there were. Throws ``StoreOpeningError`` where the
    /// database is not empty or the file is of another schema.
    public static func carry(_ path: String, toPostgreSQL url: String) async throws -> Int64 {
        let address = try PostgreSQLAddress(url)
        let database = try await PostgreSQLDatabase.open(address, limits: PostgreSQLLimits())
        let place = "\(address)"
        do {
            let rows = try await database.alter { connection in
                try connection.requireEmpty(place)
                try Migrator().build(connection)
                return try carry(path, into: connection)
            }
            await database.analyse()
            try await database.close()
            return rows
        } catch {
            try? await database.close()
            throw error
        }
    }

    private static func carry(_ path: String, into target: any SQLConnection) throws -> Int64 {
        var configuration = Configuration()
        configuration.readonly = true
        let source = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? source.close() }
        return try source.read { database in
            let known = Migrator().known
            let newest = try Int64.fetchOne(database, sql: "SELECT max(number) FROM schema_migration") ?? 0
            guard newest == known else {
                throw StoreOpeningError(
                    "`\(path)` has schema \(newest), and this version carries over \(known) alone",
                    hint: "start a server of this version on it once, and back it up again")
            }
            return try tables(of: database).reduce(0) { try $0 + carry($1, of: database, into: target) }
        }
    }

    /// Every table but the one of the schema's steps, so that each stands after those that its rows hang on.
    private static func tables(of database: Database) throws -> [String] {
        let all = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                AND name <> 'schema_migration' ORDER BY name
                """)
        let known = ["tenant"] + TenantTable.all.reversed().map(\.name)
        return known.filter(all.contains) + all.filter { !known.contains($0) }
    }

    /// Waits for the answers now and then, so that what is under way stays bounded.
    private static let batch = 500

    private static func carry(
        _ table: String, of database: Database, into target: any SQLConnection
    ) throws -> Int64 {
        let columns = try database.columns(in: table).map(\.name)
        let list = columns.joined(separator: ", ")
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let insert = "INSERT INTO \(table) (\(list)) VALUES (\(places))"
        // The schema's steps put rows of their own into some that belong to no tenant.
        if !TenantTable.all.contains(where: { $0.name == table }) { try target.execute("DELETE FROM \(table)", []) }
        let rows = try Row.fetchCursor(database, sql: "SELECT \(list) FROM \(table)")
        var count: Int64 = 0
        while let row = try rows.next() {
            let values = try row.databaseValues.map { try SQLValue($0, in: table) }
            count += 1
            if count.isMultiple(of: Int64(batch)) {
                _ = try target.executeCounting(insert, values)
            } else {
                try target.execute(insert, values)
            }
        }
        var found = try target.query("SELECT count(*) FROM \(table)", [], isReused: false).first ?? SQLRow([])
        guard try found.integer() == count else {
            throw StoreError(.failed, "not every row of `\(table)` arrived")
        }
        return count
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue, in table: String) throws {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes(Array(data))
        case .double: throw StoreError(.corrupt, "a row of `\(table)` holds what was never written")
        }
    }
}
