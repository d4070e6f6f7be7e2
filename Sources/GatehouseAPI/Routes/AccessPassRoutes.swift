import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// What an administrator does about people's signing in: temporary access passes, and sessions.
enum AccessPassRoutes {
    static func routes(_ passes: AccessPassService, _ sessions: SessionService) -> [Route] {
        [
            .send(
                APIRoute.userAccessPass, Permission(.accessPass, .create),
                "A temporary access pass for a person, by id or name; its secret is shown this once", status: 201
            ) { (call, request: AccessPassRequest) in
                let created = try await passes.create(
                    call.caller.tenant, for: try call.parameter("id"),
                    lifetime: try Duration.reading(request.expiresIn, of: "expiresIn"),
                    isOneTime: request.isOneTime ?? true, as: call.caller)
                return AccessPassCreated(
                    secret: created.secret, user: created.user.id, userName: created.user.userName,
                    expiresAt: created.pass.expiresAt)
            },
            .delete(APIRoute.userAccessPass, Permission(.accessPass, .revoke), "Ends a person's access pass") { call in
                try await passes.revoke(
                    call.caller.tenant, of: try call.parameter("id"), actor: call.caller.actor)
            },
            .read(
                APIRoute.userSessions, Permission(.session, .read), "Where a person, by id or name, is signed in"
            ) { call in
                try call.allowQuery([])
                let list = try await sessions.list(call.caller.tenant, named: try call.parameter("id"))
                return ListPage(items: list.map(SessionItem.init))
            },
            .delete(APIRoute.session, Permission(.session, .revoke), "Ends a session at once, on every node") { call in
                try await sessions.revoke(
                    try call.identifier("id", of: "session"), call.caller.tenant, actor: call.caller.actor)
            },
        ]
    }
}
