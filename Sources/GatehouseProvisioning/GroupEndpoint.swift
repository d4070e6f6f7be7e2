import GatehouseHTTP
import GatehouseSCIM
import GatehouseService
import Hummingbird

/// `/Groups` (RFC 7644 §3).
struct GroupEndpoint {
    let groups: ProvisionedGroups

    var routes: [Route] {
        let groups = groups
        return [
            ProvisioningRoutes.route(.get, "/Groups", "The groups that the client keeps") { call in
                let list = try await groups.list(call.caller.tenant, try call.listRequest(), base: call.base)
                return Response(scim: list.json)
            },
            ProvisioningRoutes.route(.post, "/Groups/.search", "Searches groups") { call in
                let request = try ListRequest(json: try await call.json())
                return Response(scim: try await groups.list(call.caller.tenant, request, base: call.base).json)
            },
            ProvisioningRoutes.route(.post, "/Groups", "Makes a group") { call in
                let json = try await call.json()
                return try call.answer(
                    try await groups.create(call.caller.tenant, json, try call.provisioning()), .group,
                    status: .created)
            },
            ProvisioningRoutes.route(.get, "/Groups/{id}", "One group") { call in
                try call.answer(
                    try await groups.group(
                        call.caller.tenant, try call.parameter("id"), base: call.base,
                        withMembers: try call.selection().wantsMembers), .group)
            },
            ProvisioningRoutes.route(.put, "/Groups/{id}", "Replaces a group with its members") { call in
                let json = try await call.json()
                return try call.changed(
                    try await groups.replace(
                        call.caller.tenant, try call.parameter("id"), json, try call.provisioning()), .group)
            },
            ProvisioningRoutes.route(.patch, "/Groups/{id}", "Changes a group") { call in
                let patch = try PatchRequest(json: try await call.json())
                let changed = try await groups.patch(
                    call.caller.tenant, try call.parameter("id"), patch, try call.provisioning())
                guard let changed else { return Response(status: .noContent) }
                return try call.changed(changed, .group)
            },
            ProvisioningRoutes.route(.delete, "/Groups/{id}", "Removes a group") { call in
                try await groups.delete(call.caller.tenant, try call.parameter("id"), try call.provisioning())
                return Response(status: .noContent)
            },
        ]
    }
}
