import GatehouseModel
import GatehouseService

/// The columns of a tenant in the order in which they are written and read.
private enum TenantColumns {
    static let names = ["id", "name", "created_at", "owns_server", "state", "state_since", "state_reason"]
    static let list = names.joined(separator: ", ")
    static let insert = SQLText.insert(into: "tenant", names)
}

extension SQLRow {
    fileprivate mutating func tenant() throws -> Tenant {
        try Tenant(
            id: identifier(), name: text(), createdAt: instant(), ownsServer: integer() == 1, state: word(),
            since: instant(), reason: text())
    }
}

/// What is asked outside of a tenant: the tenants, and whose a token or a code is.
extension SQLConnection {
    func tenants() throws -> [Tenant] {
        try query("SELECT \(TenantColumns.list) FROM tenant ORDER BY created_at, id", [], isReused: true).map { row in
            var row = row
            return try row.tenant()
        }
    }

    func insert(_ tenant: Tenant) throws {
        try execute(
            TenantColumns.insert,
            [
                tenant.id.sqlValue, tenant.name.sqlValue, tenant.createdAt.sqlValue,
                SQLValue.integer(tenant.ownsServer ? 1 : 0), tenant.state.rawValue.sqlValue, tenant.since.sqlValue,
                tenant.reason.sqlValue,
            ])
    }

    /// The one tenant that has a row of this hash.
    func tenant(of table: StaticString, withHash hash: String) throws -> TenantID? {
        let rows = try query(
            "SELECT tenant FROM \(table) WHERE hash = ? LIMIT 2", [hash.sqlValue], isReused: true)
        guard rows.count == 1, var row = rows.first else { return nil }
        return try row.identifier()
    }
}

extension SQLTransaction: TenantReading {
    func ownTenant() throws -> Tenant? {
        try row("SELECT \(TenantColumns.list) FROM tenant WHERE id = ?") { try $0.tenant() }
    }

    func sealedAuthority() throws -> [UInt8]? {
        try row("SELECT sealed FROM tenant_authority WHERE tenant = ?") { try $0.bytes() }
    }

    func evaluator() throws -> Int64 {
        try row("SELECT evaluator FROM tenant WHERE id = ?") { try $0.integer() } ?? 0
    }

    func exportedTables() throws -> [String] { TenantTable.all.filter(\.isExported).map(\.name) }

    func exportedRows(of name: String, after position: ExportPosition?, limit: Int) throws -> ExportPage {
        guard let table = TenantTable.all.first(where: { $0.name == name && $0.isExported }) else {
            throw StoreError(.badQuery, "there is no table `\(name)` to export")
        }
        let columns = table.exportedColumns
        let names = columns.map(\.name)
        let key = table.key.joined(separator: ", ")
        var sql = "SELECT \((names + table.key).joined(separator: ", ")) FROM \(table.name) WHERE tenant = ?"
        var arguments = [SQLValue]()
        if let position {
            sql += " AND (\(key)) > (\(SQLText.placeholders(table.key.count)))"
            arguments += position.key.map(SQLValue.init)
        }
        arguments.append(limit.sqlValue)
        let values = try rows(once: sql + " ORDER BY \(key) LIMIT ?", arguments) { row in
            row.remaining.map(ExportValue.init)
        }
        return ExportPage(
            columns: columns.map { .init(name: $0.name, isIdentifier: $0.isIdentifier) },
            rows: values.map { Array($0.prefix(names.count)) },
            end: values.last.map { ExportPosition(key: Array($0.suffix(table.key.count))) })
    }
}

extension SQLTransaction: TenantWriting {
    func save(sealedAuthority: [UInt8], at now: Instant) throws {
        try execute(
            """
            \(SQLText.insert(into: "tenant_authority", ["tenant", "sealed", "updated_at"])) ON CONFLICT (tenant)
            DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at
            """, SQLValue.bytes(sealedAuthority), now)
        note(.authority, tenant.description)
    }

    func save(evaluator: Int64) throws { try execute("UPDATE tenant SET evaluator = ?2 WHERE id = ?1", evaluator) }
}

extension ExportValue {
    fileprivate init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .text(text)
        case .bytes(let bytes): self = .bytes(bytes)
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: ExportValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .text(text)
        case .bytes(let bytes): self = .bytes(bytes)
        }
    }
}
