import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// The log of administrative acts.
enum AuditRoutes {
    static func routes(_ audit: AuditService) -> [Route] {
        [
            .read(
                APIRoute.audit, Permission(.audit, .read), "Administrative acts, oldest first",
                query: [
                    QueryParameter("cursor", "`next` of the page before, or a sequence", example: "100"),
                    QueryParameter("limit", "1 to 1000", example: "100"),
                ]
            ) { call in
                try call.allowQuery(["cursor", "limit"])
                let limit = try call.limit(default: 100)
                let rows = try await audit.rows(
                    call.caller.tenant, after: try call.integer("cursor") ?? 0, limit: limit)
                let next = rows.count == limit ? rows.last.map { String($0.sequence) } : nil
                return ListPage(items: rows.map(AuditItem.init), next: next)
            },
            .read(
                APIRoute.auditVerification, Permission(.audit, .read),
                "Whether every act still stands as it was written"
            ) { call in
                try call.allowQuery([])
                let found = try await audit.verify(call.caller.tenant)
                return GatehouseWire.AuditVerification(
                    intact: found.problem == nil, rows: found.rows,
                    newestHash: found.newestHash.isEmpty ? nil : found.newestHash, problem: found.problem)
            },
        ]
    }
}

extension AuditItem {
    init(_ row: AuditRow) {
        self.init(
            sequence: row.sequence, at: row.entry.at, actor: row.entry.actor, action: row.entry.action,
            target: row.entry.target, detail: row.entry.detail, hash: row.hash)
    }
}
