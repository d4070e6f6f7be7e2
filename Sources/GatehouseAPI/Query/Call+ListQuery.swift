import GatehouseHTTP
import GatehouseService

extension Call {
    static let listParameters = ["filter", "orderBy", "limit", "cursor"]

    /// The list's question as the query asks it: `filter`, `orderBy`, `limit` and `cursor`.
    func listQuery(_ fields: [ListField], orderedBy order: [ListQuery.Order] = []) throws -> ListQuery {
        try allowQuery(Self.listParameters)
        return ListQuery(
            filter: try query("filter").map { text in try FilterParser.parse(text, fields: fields) },
            order: try query("orderBy").map { text in try Self.order(text, fields) } ?? order,
            limit: try limit(default: 100), cursor: try query("cursor"))
    }

    /// 1 to 1,000.
    func limit(default standard: Int) throws -> Int {
        guard let limit = try integer("limit") else { return standard }
        guard (1...1000).contains(limit) else {
            throw ServiceError(.invalid, "the limit `\(limit)` is not between 1 and 1000")
        }
        return Int(limit)
    }

    private static func order(_ text: String, _ fields: [ListField]) throws -> [ListQuery.Order] {
        try text.split(separator: ",").map { part in
            let words = part.split(separator: " ").map { String($0) }
            guard let name = words.first, fields.contains(where: { $0.name == name }) else {
                throw ServiceError(
                    .invalid, "unknown field `\(words.first ?? "")` in `orderBy`",
                    hint: "one of: \(fields.map(\.name).joined(separator: ", "))")
            }
            guard words.count == 1 || (words.count == 2 && ["asc", "desc"].contains(words[1])) else {
                throw ServiceError(.invalid, "`\(part)` of `orderBy` is not `FIELD` or `FIELD desc`")
            }
            return ListQuery.Order(field: name, isDescending: words.last == "desc")
        }
    }
}

extension QueryParameter {
    /// The parameters of a list over these fields.
    static func list(_ fields: [ListField], filter: String) -> [QueryParameter] {
        [
            QueryParameter(
                "filter", "OData-like condition over \(fields.map(\.name).joined(separator: ", "))", example: filter),
            QueryParameter("orderBy", "fields with optional desc", example: "\(fields[0].name) desc"),
            QueryParameter("limit", "1 to 1000", example: "100"),
            QueryParameter("cursor", "`next` of the page before", example: "eyJhIjoxfQ"),
        ]
    }
}
