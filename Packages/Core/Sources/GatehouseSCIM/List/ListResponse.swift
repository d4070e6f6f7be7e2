public import GatehouseWire

/// The answer to a list (RFC 7644 §3.4.2).
public struct ListResponse: Hashable, Sendable {
    /// The schema that names this message.
    public static let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

    /// How many resources there are in all, on every page.
    public var totalResults: Int
    /// The place of the first resource of this page, counted from 1.
    public var startIndex: Int
    /// The resources of this page, written.
    public var resources: [JSON]

    /// One page.
    public init(totalResults: Int, startIndex: Int, resources: [JSON]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.resources = resources
    }

    /// The message; `Resources` is there also when it is empty, since some clients need it.
    public var json: JSON {
        .object([
            JSON.Member("schemas", .array([.string(Self.schema)])),
            JSON.Member("totalResults", .integer(Int64(totalResults))),
            JSON.Member("startIndex", .integer(Int64(startIndex))),
            JSON.Member("itemsPerPage", .integer(Int64(resources.count))),
            JSON.Member("Resources", .array(resources)),
        ])
    }
}

extension ListRequest {
    /// Filters, sorts, cuts and writes resources that are in memory: what a store does in its own way.
    public func response(
        to resources: [AttributeTree], of type: SCIMResourceType
    ) throws(SCIMError) -> ListResponse {
        var found = resources
        if let bound = try filter?.bound(to: type) { found = found.filter(bound.matches) }
        if let sort { found = try sort.sorted(found, of: type) }
        let page = found[page(of: found.count)]
        return ListResponse(
            totalResults: found.count, startIndex: startIndex, resources: page.map { type.json(of: $0, selection) })
    }
}
