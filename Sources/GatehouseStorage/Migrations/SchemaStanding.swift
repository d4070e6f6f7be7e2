import GatehouseService

/// How far a database's schema has come, seen by a program that knows it up to some step.
struct SchemaStanding: Hashable, Sendable {
    /// The newest step of the database.
    var newest: Int64
    /// The newest step that the program knows.
    var known: Int64
    /// The least schema that a program must know, by the steps that this one does not know.
    var needed: Int64

    /// Reads it; the table of steps must be there.
    init(_ connection: any SQLConnection, known: Int64) throws {
        let rows = try connection.query(
            """
            SELECT coalesce(max(number), 0), coalesce(max(CASE WHEN number > ? THEN needs_schema END), 0)
            FROM schema_migration
            """, [known.sqlValue], isReused: false)
        var row = rows.first ?? SQLRow([])
        newest = try row.integer()
        needed = try row.integer()
        self.known = known
    }

    /// Whether the program may use the database: it is older, equal, or newer by steps that only added.
    var isUsable: Bool { needed <= known }

    /// Why not, and how to mend it; `nil` where it may be used.
    var refusal: StoreOpeningError? {
        guard !isUsable else { return nil }
        return StoreOpeningError(
            "a newer version of Gatehouse has written the database: its schema \(newest) needs programs that know "
                + "\(needed), and this one knows up to \(known)",
            hint: "install the newer version here too")
    }

    /// In a few words, as `schema 1`.
    var description: String {
        newest > known ? "schema \(newest), which this version works beside (it knows \(known))" : "schema \(newest)"
    }
}
