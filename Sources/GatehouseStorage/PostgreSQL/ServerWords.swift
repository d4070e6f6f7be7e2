import CPostgreSQL

/// What libpq says of a connection, on one line; it never repeats a password.
enum ServerWords {
    static func of(_ connection: OpaquePointer?) -> String {
        guard let words = PQerrorMessage(connection) else { return "" }
        return String(cString: words).split(separator: "\n").map { $0.trimmingPrefix { $0.isWhitespace } }
            .joined(separator: "; ")
    }
}
