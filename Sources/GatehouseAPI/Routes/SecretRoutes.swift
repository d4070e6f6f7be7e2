import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// Secrets of other systems: set and deleted, never shown.
enum SecretRoutes {
    static func routes(_ secrets: SecretService) -> [Route] {
        [
            .read(APIRoute.secrets, Permission(.secret, .read), "The names of the secrets; no value") { call in
                try call.allowQuery([])
                return ListPage(items: try await secrets.list(call.caller.tenant).map(SecretItem.init))
            },
            .send(
                APIRoute.secret, Permission(.secret, .write), "Sets a secret; its value can never be asked for"
            ) { (call, request: SecretRequest) in
                SecretItem(
                    try await secrets.set(
                        call.caller.tenant, name: try call.parameter("name"), value: request.value,
                        actor: call.caller.actor))
            },
            .delete(
                APIRoute.secret, Permission(.secret, .delete), "Forgets a secret that no document names"
            ) { call in
                try await secrets.delete(
                    call.caller.tenant, name: try call.parameter("name"), actor: call.caller.actor)
            },
        ]
    }
}

extension SecretItem {
    init(_ secret: SealedSecret) { self.init(name: secret.name, updatedAt: secret.updatedAt) }
}
