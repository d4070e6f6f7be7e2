import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Bearer tokens, and who the caller is.
enum TokenRoutes {
    static func routes(_ tokens: TokenService) -> [Route] {
        [
            .read(APIRoute.tokens, Permission(.token, .read), "All tokens, live and ended") { call in
                try call.allowQuery([])
                return ListPage(items: try await tokens.list(call.caller.tenant).map(TokenItem.init))
            },
            .send(
                APIRoute.tokens, Permission(.token, .create), "A new token; its secret is shown this once",
                status: 201
            ) { (call, request: TokenRequest) in
                guard let role = Role(rawValue: request.role) else {
                    throw ServiceError(
                        .invalid, "there is no role `\(request.role)`",
                        hint: "one of: \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                guard call.caller.covers(role) else {
                    throw ServiceError(
                        .notPermitted, "a token with the role `\(role.rawValue)` may more than you",
                        hint: "choose a role that has no more than `gatehouse whoami` shows")
                }
                let created = try await tokens.create(
                    call.caller.tenant, name: request.name, role: role.rawValue,
                    lifetime: try Duration.reading(request.expiresIn, of: "expiresIn"), actor: call.caller.actor)
                return TokenCreated(secret: created.secret, token: TokenItem(created.token))
            },
            .delete(APIRoute.token, Permission(.token, .revoke), "Ends a token at once") { call in
                try await tokens.revoke(
                    call.caller.tenant, id: try call.identifier("id", of: "token"), actor: call.caller.actor)
            },
            .read(APIRoute.whoAmI, Permission(.identity, .read), "Who the caller is, and what it may do") { call in
                CallerIdentity(
                    tenant: call.caller.tenant, actor: call.caller.actor, role: call.caller.role,
                    permissions: Permission.all.filter { call.caller.may($0) }.map(\.description))
            },
        ]
    }
}

extension TokenItem {
    init(_ token: APIToken) {
        self.init(
            id: token.id, name: token.name, role: token.role, createdAt: token.createdAt, expiresAt: token.expiresAt,
            revokedAt: token.revokedAt)
    }
}

extension Duration {
    /// The duration that a member of a body or query spells.
    static func reading(_ text: String, of member: String) throws(ServiceError) -> Duration {
        guard let duration = Duration.parse(text) else {
            throw ServiceError(.invalid, "`\(text)` of `\(member)` is not a duration", hint: "as `1h`, `7d` or `1d12h`")
        }
        return duration
    }
}
