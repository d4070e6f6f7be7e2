import GatehouseHTTP
import GatehouseSCIM
import GatehouseService
import Hummingbird

/// `/Users` (RFC 7644 §3).
struct UserEndpoint {
    let users: ProvisionedUsers

    var routes: [Route] {
        let users = users
        return [
            ProvisioningRoutes.route(.get, "/Users", "The people that the client keeps") { call in
                let list = try await users.list(call.caller.tenant, try call.listRequest(), base: call.base)
                return Response(scim: list.json)
            },
            ProvisioningRoutes.route(.post, "/Users/.search", "Searches people") { call in
                let request = try ListRequest(json: try await call.json())
                return Response(scim: try await users.list(call.caller.tenant, request, base: call.base).json)
            },
            ProvisioningRoutes.route(.post, "/Users", "Makes a person, or takes over one of the name") { call in
                let json = try await call.json()
                return try call.answer(
                    try await users.create(call.caller.tenant, json, try call.provisioning()), .user, status: .created)
            },
            ProvisioningRoutes.route(.get, "/Users/{id}", "One person") { call in
                try call.answer(
                    try await users.user(call.caller.tenant, try call.parameter("id"), base: call.base), .user)
            },
            ProvisioningRoutes.route(.put, "/Users/{id}", "Replaces what is said of a person") { call in
                let json = try await call.json()
                return try call.changed(
                    try await users.replace(
                        call.caller.tenant, try call.parameter("id"), json, try call.provisioning()), .user)
            },
            ProvisioningRoutes.route(.patch, "/Users/{id}", "Changes what is said of a person") { call in
                let patch = try PatchRequest(json: try await call.json())
                return try call.changed(
                    try await users.patch(
                        call.caller.tenant, try call.parameter("id"), patch, try call.provisioning()), .user)
            },
            ProvisioningRoutes.route(.delete, "/Users/{id}", "Forgets a person") { call in
                try await users.delete(call.caller.tenant, try call.parameter("id"), try call.provisioning())
                return Response(status: .noContent)
            },
        ]
    }
}

extension Call {
    /// The resource after a change: always whole.
    func changed(_ resource: Resource, _ type: SCIMResourceType) throws -> Response {
        var response = Response(scim: type.json(of: resource.attributes, try selection()))
        response.headers[.eTag] = resource.meta.version.description
        return response
    }
}
