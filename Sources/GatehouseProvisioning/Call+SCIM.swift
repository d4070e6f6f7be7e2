import GatehouseHTTP
import GatehouseSCIM
import GatehouseService
import GatehouseWire
import Hummingbird

extension Call {
    /// The largest body: a group with some ten thousand members.
    private static let largestBody = 4 << 20

    /// The address of the service as the client reaches it, without a slash at its end.
    var base: String { "https://\(authority ?? "localhost")\(ProvisioningRoutes.root)" }

    /// The body as JSON; refuses another media type and what is no JSON.
    func json() async throws -> JSON {
        let type = header("content-type")?.split(separator: ";").first.map {
            $0.filter { $0 != " " }.lowercased()
        }
        guard type == ProvisioningRoutes.mediaType || type == "application/json" else {
            throw StatusRefusal(status: 415, message: "the body must be `\(ProvisioningRoutes.mediaType)`")
        }
        let bytes = try await body(limit: Self.largestBody)
        do throws(WireError) {
            return try JSON.parse(bytes)
        } catch {
            throw SCIMError(.invalidSyntax, "the body is no JSON: \(error.message)")
        }
    }

    func listRequest() throws -> ListRequest {
        var values = [String: String]()
        for name in ["filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes"] {
            values[name] = try query(name)
        }
        return try ListRequest { values[$0] }
    }

    /// Discovery is never filtered (RFC 7644 §4).
    func refuseFilter() throws {
        guard try query("filter") == nil else {
            throw StatusRefusal(status: 403, message: "what the service has cannot be filtered")
        }
    }

    func selection() throws -> AttributeSelection {
        try AttributeSelection(
            attributes: try query("attributes"), excludedAttributes: try query("excludedAttributes"))
    }

    func provisioning() throws -> ProvisioningCall {
        ProvisioningCall(actor: caller.actor, base: base, ifMatch: try condition("if-match"))
    }

    func condition(_ name: String) throws -> EntityTagCondition? {
        guard let text = header(name) else { return nil }
        guard let condition = EntityTagCondition(text) else {
            throw SCIMError(.invalidSyntax, "`\(name)` is no list of entity tags")
        }
        return condition
    }

    /// The resource as an answer, or 304 where the client has that version (RFC 7644 §3.14).
    func answer(_ resource: Resource, _ type: SCIMResourceType, status: HTTPResponse.Status = .ok) throws -> Response {
        if status == .ok, let known = try condition("if-none-match"), known.matches(resource.meta.version) {
            return Response(status: .notModified, headers: [.eTag: resource.meta.version.description])
        }
        var response = Response(scim: type.json(of: resource.attributes, try selection()), status: status)
        response.headers[.eTag] = resource.meta.version.description
        if status == .created { response.headers[.location] = resource.meta.location }
        return response
    }
}

extension Response {
    init(scim json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: ProvisioningRoutes.mediaType],
            body: .init(byteBuffer: .init(bytes: json.serialised())))
    }

    init(_ document: ErrorDocument) {
        self.init(scim: document.json, status: .init(code: document.status))
    }
}
