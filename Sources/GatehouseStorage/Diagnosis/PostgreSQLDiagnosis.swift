import GatehouseModel
import GatehouseService

/// How a server of PostgreSQL's is set up, seen by one of its clients; only reads.
struct PostgreSQLDiagnosis {
    /// What a node takes of the server's connections.
    private static let connectionsOfANode: Int64 = 7

    let connection: any SQLConnection
    let place: String

    /// - Parameter now: this machine's clock, read just before.
    static func checks(_ place: String, at now: Instant) -> [DatabaseDiagnosis.Check] {
        [
            .init("durability") { try PostgreSQLDiagnosis(connection: $0, place: place).durability() },
            .init("writing") { try PostgreSQLDiagnosis(connection: $0, place: place).writing() },
            .init("connections") { try PostgreSQLDiagnosis(connection: $0, place: place).connections() },
            .init("replication") { try PostgreSQLDiagnosis(connection: $0, place: place).replication() },
            .init("database clock") { try PostgreSQLDiagnosis(connection: $0, place: place).clock(at: now) },
        ]
    }

    /// Version, schema and size.
    static func found(_ connection: any SQLConnection, _ place: String) throws -> (Diagnosis, hasSchema: Bool) {
        let version = try connection.words("SELECT current_setting('server_version')")
        let encoding = try connection.words("SELECT current_setting('server_encoding')")
        guard encoding == "UTF8" else {
            return (
                Diagnosis(
                    "database", .broken, "\(place) is encoded in \(encoding)",
                    mend: "make another: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"), false
            )
        }
        let size = try connection.databaseSize() >> 20
        guard try connection.number("SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migration')") > 0
        else {
            return (Diagnosis("database", .good, "\(place): PostgreSQL \(version), empty"), false)
        }
        let standing = try SchemaStanding(connection, known: Migrator().known)
        if let refusal = standing.refusal {
            return (Diagnosis("database", .broken, refusal.message, mend: refusal.hint), false)
        }
        return (
            Diagnosis("database", .good, "\(place): PostgreSQL \(version), \(standing.description), \(size) MiB"), true
        )
    }

    private func setting(_ name: String) throws -> String {
        try connection.words("SELECT coalesce(current_setting('\(name)', true), '')")
    }

    private func durability() throws -> Diagnosis {
        let off = try ["fsync", "full_page_writes"].filter { try setting($0) == "off" }
        guard off.isEmpty else {
            return Diagnosis(
                "durability", .broken,
                "\(off.joined(separator: " and ")) off: what was acknowledged can be lost with the power",
                mend: "\(off.map { "ALTER SYSTEM SET \($0) = on" }.joined(separator: "; ")); SELECT pg_reload_conf()")
        }
        return Diagnosis("durability", .good, "fsync and full_page_writes on; nodes commit with synchronous_commit on")
    }

    private func writing() throws -> Diagnosis {
        guard try connection.words("SELECT pg_is_in_recovery()::text") == "false" else {
            return Diagnosis(
                "writing", .broken, "\(place) is a replica, which takes no writes", mend: "name the primary in the URL")
        }
        guard try setting("default_transaction_read_only") == "off" else {
            return Diagnosis(
                "writing", .broken, "\(place) is read-only",
                mend: "ALTER DATABASE … SET default_transaction_read_only = off")
        }
        return Diagnosis("writing", .good, "it takes writes")
    }

    /// Of the limits of the server, the database and the role the one that leaves least.
    private func connections() throws -> Diagnosis {
        // Whose sessions the others are, a role without more rights does not see; how many they are, it does.
        let rows = try connection.query(
            """
            SELECT taken, most FROM (
                SELECT (SELECT coalesce(sum(numbackends), 0) FROM pg_stat_database)::int8 AS taken,
                    current_setting('max_connections')::int8
                        - current_setting('superuser_reserved_connections')::int8
                        - coalesce(current_setting('reserved_connections', true), '0')::int8 AS most
                UNION ALL
                SELECT coalesce(s.numbackends, 0)::int8, d.datconnlimit::int8
                FROM pg_database AS d LEFT JOIN pg_stat_database AS s ON s.datid = d.oid
                WHERE d.datname = current_database() AND d.datconnlimit >= 0
                UNION ALL
                SELECT (SELECT count(*) FROM pg_stat_activity WHERE usename = current_user), r.rolconnlimit::int8
                FROM pg_roles AS r WHERE r.rolname = current_user AND r.rolconnlimit >= 0
            ) AS limits ORDER BY most - taken LIMIT 1
            """, [], isReused: false)
        var row = rows.first ?? SQLRow([])
        let (taken, most) = try (row.integer(), row.integer())
        let words = "\(taken) of \(most) connections taken"
        guard most - taken < Self.connectionsOfANode * 2 else { return Diagnosis("connections", .good, words) }
        return Diagnosis(
            "connections", most - taken < Self.connectionsOfANode ? .broken : .doubtful, words,
            mend: "a node takes \(Self.connectionsOfANode): raise max_connections, or the limit of the role or database"
        )
    }

    private func replication() throws -> Diagnosis {
        // Only roles that may read all statistics see more of a replica than that it is there.
        let rows = try connection.query(
            """
            SELECT count(*), count(sync_state), count(*) FILTER (WHERE sync_state IN ('sync', 'quorum'))
            FROM pg_stat_replication
            """, [], isReused: false)
        var row = rows.first ?? SQLRow([])
        let (replicas, seen, synchronous) = try (row.integer(), row.integer(), row.integer())
        let awaited = try setting("synchronous_standby_names")
        guard awaited.isEmpty || replicas > 0 else {
            return Diagnosis(
                "replication", .broken, "commits wait for `\(awaited)`, and no replica is connected",
                mend: "start the replica, or take it out of synchronous_standby_names")
        }
        if replicas == 0 { return Diagnosis("replication", .good, "no replica: backups are the only other copy") }
        guard !awaited.isEmpty else {
            return Diagnosis(
                "replication", .good, "\(replicas) replicas, none waited for: a failover may lose the newest")
        }
        guard seen > 0 else {
            return Diagnosis(
                "replication", .good,
                "\(replicas) replicas; whether commits wait for one of them this role cannot see (GRANT pg_monitor)")
        }
        guard synchronous > 0 else {
            return Diagnosis(
                "replication", .broken,
                "commits wait for `\(awaited)`, and none of the \(replicas) replicas that are connected is it",
                mend: "start that replica, or take it out of synchronous_standby_names")
        }
        return Diagnosis("replication", .good, "\(replicas) replicas, \(synchronous) of them waited for")
    }

    private func clock(at now: Instant) throws -> Diagnosis {
        let there = try connection.number("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8")
        let ahead = now - Instant(milliseconds: there)
        guard max(ahead, .zero - ahead) > .seconds(30) else {
            return Diagnosis("database clock", .good, "within 30s of this machine's")
        }
        return .clock("database clock", here: now, server: Instant(milliseconds: there))
    }
}
