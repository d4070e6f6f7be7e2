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

    /// An order that an index has, and what it can be narrowed by within that index.
    struct IndexedOrder: Sendable {
        var field: String
        var beside: Set<String> = []
    }

    var name: String
    var columns: [String]
    /// A table, or a join.
    var from: String
    /// What is joined for the columns alone, after a page of the table was found: no field may name anything of it, and
    /// an index that has what is asked for finds the page without reading a row.
    var beside: String?
    var tenant: String
    /// Has `id`, which is unique in a tenant.
    var fields: [String: Field]
    var defaultOrder: [ListQuery.Order]
    /// Where it is known which orders have an index, a list that is narrowed by anything else is searched, then sorted.
    ///
    /// Walking an index in its order and looking up every row of a large table takes ten times as long as reading them
    /// all, and no engine knows beforehand how soon enough are found.
    var indexedOrders: [IndexedOrder]?

    /// Whether an index has the order of `first` and all that is asked about `fields`.
    func hasIndex(for first: String, narrowedBy fields: Set<String>) -> Bool {
        guard let indexedOrders, !fields.isEmpty, first != "id" else { return true }
        return indexedOrders.contains { $0.field == first && fields.subtracting($0.beside).isSubset(of: [first]) }
    }

    func field(_ name: String) throws(StoreError) -> Field {
        guard let field = fields[name] else {
            let names = fields.keys.sorted().joined(separator: " ")
            throw StoreError(.badQuery, "unknown field `\(name)`\nhint: the fields are \(names)")
        }
        return field
    }
}
