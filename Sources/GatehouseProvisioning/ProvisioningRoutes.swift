public import GatehouseHTTP
import GatehouseModel
import GatehouseSCIM
public import GatehouseService
import GatehouseWire
import Hummingbird

/// SCIM 2.0 inbound (RFC 7643, RFC 7644): another directory keeps its people and groups here.
///
/// The bearer token says of which tenant, and its role must have the permission `provisioning.write`.
public enum ProvisioningRoutes {
    /// Where the service is.
    public static let root = "/scim/v2"
    static let permission = Permission(.provisioning, .write)
    static let mediaType = "application/scim+json"

    /// Adds all routes, and has every refusal below ``root`` written as SCIM's.
    public static func add(store: any Store, clock: Clock, to table: inout RouteTable) {
        table.add(discovery)
        table.add(UserEndpoint(users: ProvisionedUsers(store: store, clock: clock)).routes)
        table.add(GroupEndpoint(groups: ProvisionedGroups(store: store, clock: clock)).routes)
        table.add(unsupported)
        table.refuse(below: root, mediaType: mediaType) { problem in
            let detail = [problem.detail, problem.hint].compactMap(\.self).joined(separator: "; ")
            return ErrorDocument(status: problem.status, detail: detail).json.serialised()
        }
    }

    /// A route of the service.
    static func route(
        _ method: Route.Method, _ path: String, _ summary: String,
        _ handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Route {
        .ofProtocol(
            method, root + path, permission, summary, mediaType: mediaType,
            traffic: method == .get ? .reading : .change
        ) { call in
            do {
                return try await handler(call)
            } catch let error as SCIMError {
                return Response(ErrorDocument(error))
            } catch let error as StatusRefusal {
                return Response(ErrorDocument(status: error.status, detail: error.message))
            }
        }
    }

    private static var discovery: [Route] {
        [
            route(.get, "/ServiceProviderConfig", "What the service can do") { call in
                Response(scim: ServiceProviderConfiguration().json(base: call.base))
            },
            route(.get, "/Schemas", "The schemas") { call in
                try call.refuseFilter()
                return Response(scim: Discovery(base: call.base).schemas)
            },
            route(.get, "/Schemas/{id}", "One schema") { call in
                Response(scim: try found(Discovery(base: call.base).schema(id: try call.parameter("id"))))
            },
            route(.get, "/ResourceTypes", "The kinds of resources") { call in
                try call.refuseFilter()
                return Response(scim: Discovery(base: call.base).resourceTypes)
            },
            route(.get, "/ResourceTypes/{id}", "One kind of resource") { call in
                Response(scim: try found(Discovery(base: call.base).resourceType(name: try call.parameter("id"))))
            },
        ]
    }

    private static func found(_ document: JSON?) throws -> JSON {
        guard let document else { throw StatusRefusal(status: 404, message: "there is no such document") }
        return document
    }

    /// What the RFC knows and this service does not do (RFC 7644 §3.7, §3.11, §3.4.3).
    private static var unsupported: [Route] {
        let all: [(Route.Method, String, String)] = [
            (.post, "/Bulk", "many operations at once"), (.get, "/Me", "a token here is nobody's own"),
            (.post, "/Me", "a token here is nobody's own"), (.put, "/Me", "a token here is nobody's own"),
            (.patch, "/Me", "a token here is nobody's own"), (.delete, "/Me", "a token here is nobody's own"),
            (.post, "/.search", "a search of several kinds at once"),
        ]
        return all.map { method, path, what in
            route(method, path, "Refused with 501: \(what)") { _ in
                throw StatusRefusal(status: 501, message: "this is not supported: \(what)")
            }
        }
    }
}
