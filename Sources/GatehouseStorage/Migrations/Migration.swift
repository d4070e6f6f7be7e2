/// One numbered step of the schema; once released it never changes.
struct Migration: Sendable {
    var number: Int64
    var name: String
    /// The step's statements in order, in the engine's dialect.
    var statements: @Sendable (SQLDialect) -> [String]

    /// Every step there is; their sum is `schema.sql`.
    static let all: [Migration] = [.initial]
}
