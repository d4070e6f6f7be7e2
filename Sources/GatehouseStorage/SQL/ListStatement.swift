import GatehouseModel
import GatehouseService

/// The statement that answers one ``ListQuery``: the only place where a caller's question becomes SQL.
///
/// Field names come from the source's table, values are always bound, so that no text of the caller enters the SQL.
struct ListStatement: Sendable {
    let sql: String
    /// What follows the tenant.
    let arguments: [SQLValue]
    /// Fields of the order with the identifier last; their values stand after the source's columns in every row.
    let order: [ListOrder]
    /// What a cursor must have been made for.
    let fingerprint: String

    init(_ source: ListSource, _ query: ListQuery) throws(StoreError) {
        guard (1...1000).contains(query.limit) else {
            throw StoreError(.badQuery, "limit `\(query.limit)` is not within 1 to 1000")
        }
        var condition = ListCondition(source)
        if let filter = query.filter { try condition.add(filter) }
        let order = try ListOrder.all(of: query, in: source, narrowedBy: condition.fields)
        let fingerprint = "\(source.name) \(condition.sql) \(condition.arguments) \(order.map(\.sql))"
        if let cursor = query.cursor {
            let keys = try ListCursor(cursor, fingerprint: fingerprint, count: order.count).keys
            guard zip(keys, order).allSatisfy({ $1.field.holds($0) }) else { throw ListCursor.refusal }
            condition.addPosition(after: keys, in: order)
        }
        let columns = (source.columns + order.map(\.field.expression)).joined(separator: ", ")
        let sorted = "ORDER BY \(order.map(\.sql).joined(separator: ", "))"
        let found = "FROM \(source.from) WHERE \(source.tenant) = ?\(condition.sql) \(sorted) LIMIT ?"
        if let beside = source.beside {
            let table = source.from
            sql = """
                SELECT \(columns) FROM (SELECT \(table).tenant, \(table).id \(found)) AS page \
                JOIN \(table) ON \(table).tenant = page.tenant AND \(table).id = page.id \(beside) \(sorted)
                """
        } else {
            sql = "SELECT \(columns) \(found)"
        }
        arguments = condition.arguments + [(query.limit + 1).sqlValue]
        self.order = order
        self.fingerprint = fingerprint
    }
}

/// One field of an order.
struct ListOrder: Sendable {
    var field: ListSource.Field
    var isDescending: Bool
    /// Whether an index may give the order.
    var isIndexed = true

    var sql: String { isDescending ? "\(expression) DESC" : expression }

    /// The field's, or one that is equal to it and that no index has.
    var expression: String {
        switch field.kind {
        case .text where !isIndexed: "(\(field.expression) || '')"
        case .instant where !isIndexed: "(\(field.expression) + 0)"
        default: field.expression
        }
    }

    /// The order asked for, or the source's own, ended by the identifier in the direction of what precedes it.
    static func all(
        of query: ListQuery, in source: ListSource, narrowedBy fields: Set<String>
    ) throws(StoreError) -> [ListOrder] {
        let asked = query.order.isEmpty ? source.defaultOrder : query.order
        guard asked.count <= 4, Set(asked.map(\.field)).count == asked.count else {
            throw StoreError(.badQuery, "an order has at most four fields, each once")
        }
        var result = [ListOrder]()
        let isIndexed = source.hasIndex(for: asked.first?.field ?? "id", narrowedBy: fields)
        for item in asked {
            let field = try source.field(item.field)
            guard !field.isNullable, field.kind != .words else {
                throw StoreError(.badQuery, "`\(item.field)` cannot be ordered by")
            }
            result.append(ListOrder(field: field, isDescending: item.isDescending, isIndexed: isIndexed))
            if item.field == "id" { return result }
        }
        result.append(ListOrder(field: try source.field("id"), isDescending: asked.last?.isDescending ?? false))
        return result
    }
}

extension SQLTransaction {
    /// One page of `source`; `decode` reads the source's columns.
    func page<Element: Sendable>(
        of source: ListSource, _ query: ListQuery, decode: (inout SQLRow) throws -> Element
    ) throws -> Page<Element> {
        let statement = try ListStatement(source, query)
        let found = try rows(asking: statement) { row in
            let element = try decode(&row)
            return (element, keys: try statement.order.map { _ in try row.value() })
        }
        let shown = found.prefix(query.limit)
        let next = found.count > query.limit ? shown.last?.keys : nil
        return Page(
            elements: shown.map(\.0),
            next: next.map { ListCursor(keys: $0).text(fingerprint: statement.fingerprint) })
    }
}
