import Foundation
import Testing

/// SQLite's own program, as an intruder or an auditor would use it.
enum SQLite {
    /// Runs statements on a database file, and answers what they print.
    @discardableResult
    static func ask(_ database: String, _ sql: String) async throws -> String {
        let outcome = try await Program.run(["sqlite3", "-cmd", ".timeout 5000", database, sql])
        try #require(outcome.status == 0, "\(sql): \(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
