public import GatehouseWire

/// What the service can do (RFC 7643 §5): patch, filters, sorting and versions; neither bulk nor passwords.
public struct ServiceProviderConfiguration: Hashable, Sendable {
    /// A page for people; `nil` leaves it out.
    public var documentationURI: String?
    /// The most resources in one answer.
    public var maximumResults: Int

    /// What Gatehouse does, with the caller's limits.
    public init(documentationURI: String? = nil, maximumResults: Int = ListRequest.maximumCount) {
        self.documentationURI = documentationURI
        self.maximumResults = maximumResults
    }

    /// The document of `/ServiceProviderConfig`; `base` is the address of the service, without a slash at its end.
    public func json(base: String) -> JSON {
        var members = [JSON.Member("schemas", .texts([SCIMSchema.serviceProviderConfiguration.id]))]
        if let documentationURI { members.append(JSON.Member("documentationUri", .string(documentationURI))) }
        members += [
            JSON.Member("patch", Self.feature(true)),
            JSON.Member("bulk", Self.feature(false, [("maxOperations", 0), ("maxPayloadSize", 0)])),
            JSON.Member("filter", Self.feature(true, [("maxResults", maximumResults)])),
            JSON.Member("changePassword", Self.feature(false)),
            JSON.Member("sort", Self.feature(true)),
            JSON.Member("etag", Self.feature(true)),
            JSON.Member("authenticationSchemes", .array([Self.bearer])),
            JSON.Member("meta", .discovery("ServiceProviderConfig", at: "\(base)/ServiceProviderConfig")),
        ]
        return .object(members)
    }

    private static func feature(_ isSupported: Bool, _ limits: [(String, Int)] = []) -> JSON {
        let told = limits.map { JSON.Member($0.0, .integer(Int64($0.1))) }
        return .object([JSON.Member("supported", .boolean(isSupported))] + told)
    }

    private static let bearer = JSON.object([
        JSON.Member("type", .string("oauthbearertoken")), JSON.Member("name", .string("Bearer token")),
        JSON.Member("description", .string("A token in the header Authorization (RFC 6750)")),
        JSON.Member("specUri", .string("https://www.rfc-editor.org/info/rfc6750")),
        JSON.Member("primary", .boolean(true)),
    ])
}
