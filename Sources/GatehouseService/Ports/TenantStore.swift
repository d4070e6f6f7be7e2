public import GatehouseModel

/// Asks for what makes the tenant a tenant.
public protocol TenantReading {
    /// The tenant of this unit of work; `nil` when it is not there, or not any more.
    func ownTenant() throws -> Tenant?
    /// The keys and certificates of its authority, sealed under a key that is not in the database; `nil` where there is
    /// none.
    func sealedAuthority() throws -> [UInt8]?
    /// The version of what judged its devices last as a whole; 0 where nothing did.
    func evaluator() throws -> Int64
    /// The tables that an export reads, children before what they hang on.
    func exportedTables() throws -> [String]
    /// Up to `limit` rows of a table that the tenant has, in the order of its key and after `position`; the position of
    /// the last row goes on from there, and an empty page is the end.
    func exportedRows(of table: String, after position: ExportPosition?, limit: Int) throws -> ExportPage
}

/// Changes what makes the tenant a tenant.
public protocol TenantWriting {
    /// Inserts or replaces.
    func save(sealedAuthority: [UInt8], at now: Instant) throws
    /// Keeps the version of what judges its devices from now on.
    func save(evaluator: Int64) throws
}

/// A unit of work over tenants: the only one that reaches more than one of them.
///
/// What it appends to the feed and the audit log belongs to the tenant that owns the server, and survives the others.
public protocol TenantAdministration {
    /// The rows of the tenant that owns the server.
    var own: any StoreWriting { get }
    /// The rows of another, in the same unit of work.
    func unit(of tenant: TenantID) -> any StoreWriting
    func tenants() throws -> [Tenant]
    func tenant(_ id: TenantID) throws -> Tenant?
    func enrolledDevices(of id: TenantID) throws -> Int64
    /// Throws `conflict` when the name is taken.
    func add(_ tenant: Tenant) throws
    /// Writes the state, since when and why; name and owner never change.
    func saveState(of tenant: Tenant) throws
    /// Deletes up to `limit` rows of a tenant whose state is `deleting`; 0 when none is left. What hangs on other rows
    /// goes before those.
    func deleteRows(of tenant: TenantID, limit: Int) throws -> Int
    /// Deletes the tenant itself; refuses while a row of it is left.
    func remove(_ tenant: TenantID) throws
}

/// How far reading a table for an export has come: opaque outside of the store.
public struct ExportPosition: Hashable, Sendable {
    /// The key of the last row that was read, each part as it is bound.
    public var key: [ExportValue]

    /// Makes the position behind the row of this key.
    public init(key: [ExportValue]) { self.key = key }
}

/// One value of a row, as an export has it.
public enum ExportValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// Some rows of one table, with their columns' names; the columns that are secrets are left out.
public struct ExportPage: Hashable, Sendable {
    /// One column of an exported table.
    public struct Column: Hashable, Sendable {
        /// As in the database.
        public var name: String
        /// Whether its bytes are an identifier, which is written as a UUID.
        public var isIdentifier: Bool

        /// Makes the column's description.
        public init(name: String, isIdentifier: Bool) {
            self.name = name
            self.isIdentifier = isIdentifier
        }
    }

    /// In the order of each row's values.
    public var columns: [Column]
    /// The rows' values.
    public var rows: [[ExportValue]]
    /// Behind the last row; `nil` when there is none.
    public var end: ExportPosition?

    /// Makes the page.
    public init(columns: [Column], rows: [[ExportValue]], end: ExportPosition?) {
        self.columns = columns
        self.rows = rows
        self.end = end
    }
}
