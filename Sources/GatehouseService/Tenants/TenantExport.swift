import GatehouseModel

/// Writes everything of a tenant to an archive, a piece at a time, so that a large tenant takes no more memory.
///
/// The archive is a tar (POSIX.1-1988 ustar) of JSON lines, format 1: `manifest.json` first, then
/// `TABLE/000001.jsonl` and on, and `counts.json` last, so that one that was cut short is known by its absence.
/// Hashes of secrets, sealed secrets and the keys of the authority stay here.
public struct TenantExport: Sendable {
    /// Raised when the meaning of what is there changes.
    public static let format = 1
    private static let rows = 500
    /// A row of these may have a megabyte.
    private static let wideTables: Set<String> = ["action_artefact"]
    private static let wideRows = 4

    private let tenants: TenantService

    /// Makes the service over the tenants.
    public init(tenants: TenantService) { self.tenants = tenants }

    /// The archive's bytes in order, each piece read when it is asked for.
    ///
    /// Each page of rows is consistent in itself; the whole is only while nothing changes, as of a suspended tenant.
    public func pieces(
        of reference: String, as caller: Caller
    ) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let tenant = try await tenants.find(reference, as: caller)
        let now = tenants.clock.now
        let store = tenants.store
        try await store.administer(as: caller.tenant) { unit in
            try unit.note("tenant.export", tenant, detail: "", by: caller, at: now)
        }
        let walk = Walk(store: store, tenant: tenant, at: now)
        return AsyncThrowingStream { try await walk.next() }
    }

    /// How far one export has come.
    private actor Walk {
        private let store: any Store
        private let tenant: Tenant
        private let at: Instant
        private var tables: [String]?
        private var table = 0
        private var file = 0
        private var position: ExportPosition?
        private var counts: [(table: String, rows: Int)] = []
        private var isEnded = false

        init(store: any Store, tenant: Tenant, at: Instant) {
            self.store = store
            self.tenant = tenant
            self.at = at
        }

        func next() async throws -> [UInt8]? {
            guard !isEnded else { return nil }
            guard let tables else { return try await begin() }
            while table < tables.count {
                let name = tables[table]
                let after = position
                let limit = TenantExport.wideTables.contains(name) ? TenantExport.wideRows : TenantExport.rows
                let page = try await store.read(tenant.id) {
                    try $0.exportedRows(of: name, after: after, limit: limit)
                }
                count(page.rows.count, of: name)
                guard let end = page.end else {
                    table += 1
                    (file, position) = (0, nil)
                    continue
                }
                position = end
                file += 1
                let number = String(file)
                let padded = String(repeating: "0", count: max(6 - number.count, 0)) + number
                return TarArchive.file("\(name)/\(padded).jsonl", page.lines, at: at)
            }
            isEnded = true
            return TarArchive.file("counts.json", countsJSON, at: at) + TarArchive.end
        }

        private func begin() async throws -> [UInt8] {
            tables = try await store.read(tenant.id) { try $0.exportedTables() }
            var json = ExportJSON()
            json.object { json in
                json.member("format", .integer(Int64(TenantExport.format)))
                json.member("tenant", .text(tenant.id.description))
                json.member("name", .text(tenant.name))
                json.member("state", .text(tenant.state.rawValue))
                json.member("createdAt", .text(tenant.createdAt.description))
                json.member("exportedAt", .text(at.description))
            }
            return TarArchive.file("manifest.json", json.bytes, at: at)
        }

        private func count(_ rows: Int, of table: String) {
            if counts.last?.table == table {
                counts[counts.count - 1].rows += rows
            } else {
                counts.append((table, rows))
            }
        }

        private var countsJSON: [UInt8] {
            var json = ExportJSON()
            json.object { json in
                for (table, rows) in counts { json.member(table, .integer(Int64(rows))) }
            }
            return json.bytes
        }
    }
}

extension ExportPage {
    /// One JSON object a line.
    fileprivate var lines: [UInt8] {
        var json = ExportJSON()
        for row in rows {
            json.object { json in
                for (column, value) in zip(columns, row) {
                    json.member(column.name, value, isIdentifier: column.isIdentifier)
                }
            }
        }
        return json.bytes
    }
}
