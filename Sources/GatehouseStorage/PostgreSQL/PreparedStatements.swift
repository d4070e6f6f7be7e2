/// The statements that one connection keeps prepared: the oldest makes room when there are too many.
struct PreparedStatements {
    struct Statement {
        var name: String
        /// As PostgreSQL reads it.
        var text: String
    }

    private var known: [String: Statement] = [:]
    private var order: [String] = []
    private var number = 0
    private let capacity: Int

    init(capacity: Int = 512) { self.capacity = capacity }

    subscript(sql: String) -> Statement? { known[sql] }

    /// Gives a statement its name, and takes the name of the one that must go.
    mutating func add(_ sql: String) -> (statement: Statement, removed: Statement?) {
        var removed: Statement?
        if order.count >= capacity { removed = known.removeValue(forKey: order.removeFirst()) }
        number += 1
        let statement = Statement(name: "s\(number)", text: ParameterText.numbered(sql))
        known[sql] = statement
        order.append(sql)
        return (statement, removed)
    }

    /// The server has refused it, or has not seen it.
    mutating func forget(_ sql: String) {
        guard known.removeValue(forKey: sql) != nil else { return }
        order.removeAll { $0 == sql }
    }
}
