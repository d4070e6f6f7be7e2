import GatehouseModel
import GatehouseService

/// A unit of work over tenants: units of one tenant each on one connection.
///
/// INVARIANT (one door): nothing but ``SQLStore/administer(as:_:)`` makes it, and only the use cases about tenants call
/// that; a unit that it gives out is bound to its tenant as every other.
final class SQLTenantAdministration: TenantAdministration {
    private let connection: any SQLConnection
    private let ownUnit: SQLTransaction
    private var others: [TenantID: SQLTransaction] = [:]

    init(operator: TenantID, connection: any SQLConnection) {
        self.connection = connection
        ownUnit = SQLTransaction(tenant: `operator`, connection: connection)
    }

    var own: any StoreWriting { ownUnit }

    func unit(of tenant: TenantID) -> any StoreWriting {
        if tenant == ownUnit.tenant { return ownUnit }
        let unit = others[tenant] ?? SQLTransaction(tenant: tenant, connection: connection)
        others[tenant] = unit
        return unit
    }

    func tenants() throws -> [Tenant] { try connection.tenants() }

    func tenant(_ id: TenantID) throws -> Tenant? { try connection.tenants().first { $0.id == id } }

    func enrolledDevices(of id: TenantID) throws -> Int64 {
        let rows = try connection.query(
            "SELECT count(*) FROM device WHERE tenant = ? AND lifecycle = ?",
            [id.sqlValue, DeviceLifecycle.enrolled.rawValue.sqlValue], isReused: true)
        guard var row = rows.first else { return 0 }
        return try row.integer()
    }

    func add(_ tenant: Tenant) throws {
        try connection.insert(tenant)
        ownUnit.note(.tenant, tenant.id.description)
    }

    func saveState(of tenant: Tenant) throws {
        let changed = try connection.executeCounting(
            "UPDATE tenant SET state = ?, state_since = ?, state_reason = ? WHERE id = ?",
            [
                tenant.state.rawValue.sqlValue, tenant.since.sqlValue, tenant.reason.sqlValue, tenant.id.sqlValue,
            ])
        guard changed == 1 else { throw StoreError(.notFound, "there is no tenant `\(tenant.name)`") }
        ownUnit.note(.tenant, tenant.id.description)
    }

    func deleteRows(of tenant: TenantID, limit: Int) throws -> Int {
        guard try self.tenant(tenant)?.state == .deleting else {
            throw StoreError(.conflict, "the tenant `\(tenant)` is not being deleted")
        }
        for table in TenantTable.all {
            let key = table.key.joined(separator: ", ")
            let deleted = try connection.executeCounting(
                """
                DELETE FROM \(table.name) WHERE tenant = ?1 AND (\(key)) IN
                (SELECT \(key) FROM \(table.name) WHERE tenant = ?1 ORDER BY \(key) LIMIT ?2)
                """, [tenant.sqlValue, limit.sqlValue])
            if deleted > 0 { return deleted }
        }
        return 0
    }

    func remove(_ tenant: TenantID) throws {
        for table in TenantTable.all {
            let left = try connection.query(
                "SELECT 1 FROM \(table.name) WHERE tenant = ? LIMIT 1", [tenant.sqlValue], isReused: false)
            guard left.isEmpty else {
                throw StoreError(.conflict, "the tenant `\(tenant)` has rows left in `\(table.name)`")
            }
        }
        try connection.execute("DELETE FROM tenant WHERE id = ?", [tenant.sqlValue])
        ownUnit.note(.tenant, tenant.description, .delete)
    }

    /// Writes what the units noted; `false` when there was nothing.
    func appendChanges() throws -> Bool {
        var hasAppended = try ownUnit.appendChanges()
        for unit in others.values { hasAppended = try unit.appendChanges() || hasAppended }
        return hasAppended
    }
}
