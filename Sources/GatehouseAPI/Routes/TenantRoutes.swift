import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// The tenants of the server, for whoever operates it.
enum TenantRoutes {
    private static let tokenLifetime = "30d"

    static func routes(_ tenants: TenantService, _ exports: TenantExport) -> [Route] {
        [
            .read(APIRoute.tenants, Permission(.tenant, .read), "All tenants, the oldest first") { call in
                try call.allowQuery([])
                return ListPage(items: try await tenants.list(as: call.caller).map { TenantItem($0) })
            },
            .send(
                APIRoute.tenants, Permission(.tenant, .create),
                "A new tenant with an authority of its own; its first token is shown this once", status: 201
            ) { (call, request: TenantRequest) in
                let lifetime = try Duration.reading(request.tokenExpiresIn ?? tokenLifetime, of: "tokenExpiresIn")
                let created = try await tenants.create(
                    name: request.name, tokenLifetime: lifetime, as: call.caller)
                return TenantCreated(
                    tenant: TenantItem(created.tenant), secret: created.secret, expiresAt: created.expiresAt,
                    root: created.root)
            },
            .read(APIRoute.tenant, Permission(.tenant, .read), "One tenant with the number of its devices") { call in
                try call.allowQuery([])
                let found = try await tenants.tenant(try call.parameter("tenant"), as: call.caller)
                return TenantItem(found.tenant, devices: found.devices)
            },
            .send(
                APIRoute.tenantSuspension, Permission(.tenant, .write),
                "Lets nobody of the tenant in any more, until it is resumed"
            ) { (call, request: TenantSuspension) in
                TenantItem(
                    try await tenants.suspend(
                        try call.parameter("tenant"), reason: request.reason, as: call.caller))
            },
            .send(
                APIRoute.tenantResumption, Permission(.tenant, .write), "Serves a suspended tenant again, as it was"
            ) { (call, request: TenantResumption) in
                TenantItem(
                    try await tenants.resume(try call.parameter("tenant"), reason: request.reason, as: call.caller))
            },
            .stream(
                APIRoute.tenantExport, Permission(.tenant, .export),
                "Everything of the tenant as a tar of JSON lines, without its secrets",
                mediaType: "application/x-tar", file: "tenant.tar"
            ) { call in
                try call.allowQuery([])
                return try await exports.pieces(of: try call.parameter("tenant"), as: call.caller)
            },
            .delete(
                APIRoute.tenant, Permission(.tenant, .delete),
                "Begins to delete a suspended tenant with all that it has; there is no way back",
                query: [QueryParameter("confirm", "the tenant's name", example: "acme", isRequired: true)]
            ) { call in
                try call.allowQuery(["confirm"])
                try await tenants.delete(
                    try call.parameter("tenant"), confirmation: try call.query("confirm") ?? "", as: call.caller)
            },
        ]
    }
}

extension TenantItem {
    init(_ tenant: Tenant, devices: Int64? = nil) {
        self.init(
            id: tenant.id, name: tenant.name, state: tenant.state.rawValue, since: tenant.since,
            reason: tenant.reason.isEmpty ? nil : tenant.reason, ownsServer: tenant.ownsServer,
            createdAt: tenant.createdAt, devices: devices)
    }
}
