public import GatehouseService
public import GatehouseWire
public import Hummingbird

/// Every route of a listener.
///
/// Hummingbird's handlers are made from it and from nothing else, so that a route which is
/// not declared here cannot exist.
public struct RouteTable: Sendable {
    /// In the order in which they were added.
    public private(set) var routes: [Route] = []

    private var refusals: [Refusals] = []

    /// Makes a table without routes.
    public init() {}

    /// Adds routes; the same method and path twice is a mistake of ours and stops the program at start.
    public mutating func add(_ added: [Route]) {
        for route in added {
            precondition(
                !routes.contains { $0.method == route.method && $0.path == route.path },
                "\(route.method.rawValue) \(route.path) is declared twice")
            routes.append(route)
        }
    }

    /// Has every refusal at a path below `prefix` written in a protocol's own form, also where no route is.
    public mutating func refuse(
        below prefix: String, mediaType: String, as write: @escaping @Sendable (Problem) -> [UInt8]
    ) {
        refusals.append(Refusals(prefix: prefix + "/", mediaType: mediaType, write: write))
    }

    /// How refusals at this path are written; `nil` for problems (RFC 9457).
    func refusals(at path: String) -> Refusals? { refusals.first { path.hasPrefix($0.prefix) } }

    /// Methods that some route takes at this path.
    func methods(at path: String) -> [Route.Method] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        return Route.Method.allCases.filter { method in
            routes.contains { route in
                guard route.method == method else { return false }
                let template = route.path.split(separator: "/", omittingEmptySubsequences: true)
                return template.count == parts.count
                    && zip(template, parts).allSatisfy { $0.first == "{" || $0 == $1 }
            }
        }
    }

    /// The router of a listener: envelope first, then for each route authentication, permission and its handler.
    ///
    /// - Parameters:
    ///   - gate: puts requests off while the node has too much to do, before a token or a body is looked at.
    ///   - authenticate: who holds this bearer token, on a connection with the certificate of this thumbprint (SHA-256) or
    ///     none; throws when nobody may be taken to.
    public func router(
        metrics: MetricsRegistry, gate: AdmissionGate,
        authenticate: @escaping @Sendable (String, [UInt8]?) async throws -> Caller
    ) -> Router<GatehouseRequestContext> {
        let router = Router(context: GatehouseRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: EnvelopeMiddleware(table: self, metrics: RequestMetrics(metrics)))
        for route in routes {
            router.on(RouterPath(route.path), method: route.method.wire) { request, context in
                let room = try route.traffic.map { try RequestRoom($0, gate) }
                defer { room?.leave() }
                let caller = try await route.admit(request, context, authenticate)
                return try await route.perform(
                    Incoming(request: request, context: context, caller: caller, room: room))
            }
        }
        return router
    }
}

/// The form of a protocol's refusals.
struct Refusals: Sendable {
    var prefix: String
    var mediaType: String
    var write: @Sendable (Problem) -> [UInt8]
}

extension Route {
    /// The caller, if the route wants one and the caller may pass.
    fileprivate func admit(
        _ request: Request, _ context: GatehouseRequestContext,
        _ authenticate: (String, [UInt8]?) async throws -> Caller
    ) async throws -> Caller? {
        guard case .permission(let permission) = access else { return nil }
        let caller = try await authenticate(
            try Self.bearerToken(of: request), context.certificate?.thumbprint)
        context.note(actor: caller.actor)
        guard caller.may(permission) else {
            if permission.resource == .tenant, !caller.ownsServer {
                throw ServiceError(.notPermitted, "tenants are for whoever operates the server")
            }
            guard caller.permissions == nil else {
                throw ServiceError(
                    .notPermitted, "the token does not have the permission `\(permission)`",
                    hint: "an administrator gives it: gatehouse app grant NAME --permission \(permission)")
            }
            throw ServiceError(
                .notPermitted, "the role `\(caller.role)` does not have the permission `\(permission)`",
                hint: "roles that have it: \(Role.names(allowing: permission))")
        }
        return caller
    }

    /// As long as a signed token may be.
    private static let largestToken = 16 << 10

    /// The token of RFC 6750 §2.1; no other place is looked at.
    private static func bearerToken(of request: Request) throws -> String {
        guard let header = request.headers[.authorization] else {
            throw ServiceError(
                .unauthenticated, "a bearer token is wanted", hint: "send `authorization: Bearer TOKEN`")
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= largestToken else {
            throw ServiceError(.unauthenticated, "the authorization header does not carry a bearer token")
        }
        return String(parts[1])
    }
}

extension Route.Method {
    var wire: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
