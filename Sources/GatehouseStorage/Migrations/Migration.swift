/// One numbered step of the schema; once released it never changes.
struct Migration: Sendable {
    var number: Int64
    var name: String
    /// The least schema that a program must know to work beside this step.
    ///
    /// A step that only adds leaves it at 1. One that removes names the schema whose programs stopped looking at what
    /// goes: older ones refuse the database then.
    var needs: Int64 = 1
    /// The step's statements in order, in the engine's dialect.
    var statements: @Sendable (SQLDialect) -> [String]

    /// Every step there is; their sum is `schema.sql`.
    static let all: [Migration] = [.initial]
}
