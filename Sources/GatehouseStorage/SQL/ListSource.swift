import GatehouseService

/// A list that may be asked: where its rows come from, and the only fields that a question may name.
struct ListSource: Sendable {
    /// One field: the expression that it stands for, and how its values are written.
    struct Field: Sendable {
        enum Kind: Sendable {
            case text
            /// A list of texts without quotes and wildcards as JSON: it equals each of them, and is ordered by none.
            case words
            case identifier
            case instant
        }

        var expression: String
        var kind: Kind
        var isNullable: Bool

        init(_ expression: String, _ kind: Kind, isNullable: Bool = false) {
            self.expression = expression
            self.kind = kind
            self.isNullable = isNullable
        }

        /// Whether a value is of the column's type, so that every engine can compare it.
        func holds(_ value: SQLValue) -> Bool {
            switch (kind, value) {
            case (.text, .text), (.words, .text), (.identifier, .bytes), (.instant, .integer): true
            default: false
            }
        }
    }

    var name: String
    var columns: [String]
    /// A table or a join.
    var from: String
    var tenant: String
    /// Has `id`, which is unique in a tenant.
    var fields: [String: Field]
    var defaultOrder: [ListQuery.Order]

    func field(_ name: String) throws(StoreError) -> Field {
        guard let field = fields[name] else {
            let names = fields.keys.sorted().joined(separator: " ")
            throw StoreError(.badQuery, "unknown field `\(name)`\nhint: the fields are \(names)")
        }
        return field
    }
}
