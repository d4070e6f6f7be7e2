import Foundation
import GatehouseService
import GatehouseTestSupport
import Glibc
import Testing

@testable import GatehouseStorage

/// What an operator is told when the database cannot be opened; no password is among it.
@Suite struct PostgreSQLOpeningTests {
    private static let secret = "c0rrect-h0rse"

    @Test func `a server is proven by its authority before anything is sent to it`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase("TEMPLATE gatehouse_template")
        let proven = "sslmode=verify-full&sslrootcert=\(server.rootsFile)"
        let store = try await SQLStore.open(url: server.networkURL(name, options: proven))
        #expect(try await store.newestSequence() == 0)
        let encrypted = try await store.database.read { connection in
            var row = try #require(
                try connection.query(
                    "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", [], isReused: false
                ).first)
            return try row.integer()
        }
        #expect(encrypted == 1)
        try await store.close()

        let folder = try TemporaryDirectory()
        let stranger = try TestPKI(now: .start)
        try stranger.rootPEM.write(toFile: folder.file("roots.pem"), atomically: true, encoding: .utf8)
        let unproven = "sslmode=verify-full&sslrootcert=\(folder.file("roots.pem"))"
        let error = await refusal(server.networkURL(name, options: unproven))
        #expect(error?.hint?.contains("sslrootcert") == true, "\(String(describing: error))")
    }

    @Test func `a password comes from the URL or a passfile, and a wrong one is told without being shown`()
        async throws
    {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase()
        try await server.ask(
            """
            DO $$ BEGIN CREATE ROLE worker LOGIN PASSWORD '\(Self.secret)';
            EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """)
        try await server.ask("ALTER DATABASE \(name) OWNER TO worker")
        try await server.ask("ALTER SCHEMA public OWNER TO worker", in: name)
        let folder = try TemporaryDirectory()
        let passfile = folder.file("pgpass")
        try "*:*:*:worker:\(Self.secret)\n".write(toFile: passfile, atomically: true, encoding: .utf8)
        chmod(passfile, 0o600)
        let right = server.networkURL(name, user: "worker:\(Self.secret)", options: "hostaddr=127.0.0.1")
        let filed = server.networkURL(name, user: "worker", options: "hostaddr=127.0.0.1&passfile=\(passfile)")
        for url in [right, filed] { try await SQLStore.open(url: url).close() }
        let wrong = server.networkURL(name, user: "worker:\(Self.secret)x", options: "hostaddr=127.0.0.1")
        let error = await refusal(wrong)
        #expect(error?.message.contains("password authentication failed") == true)
        #expect(error?.hint?.contains("PGPASSFILE") == true)
        #expect("\(String(describing: error))".contains(Self.secret) == false)
    }

    @Test func `a missing database, another encoding and a silent or absent server are told with what mends them`()
        async throws
    {
        let server = try await PrivatePostgreSQL.shared()
        let missing = await refusal(server.url("nowhere"))
        #expect(missing?.hint?.contains("createdb") == true)

        let latin = try await server.makeDatabase("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        let encoded = await refusal(server.url(latin))
        #expect(encoded?.message.contains("keeps text as LATIN1") == true)
        #expect(encoded?.hint?.contains("ENCODING 'UTF8'") == true)

        let free = try FreePorts.take(1)[0]
        let absent = await refusal("postgresql://app:\(Self.secret)@127.0.0.1:\(free)/gatehouse")
        #expect(absent?.hint?.contains("PostgreSQL runs") == true)
        #expect(absent?.message.contains(Self.secret) == false)

        let port = try FreePorts.take(1)[0]
        let socket = try #require(FreePorts.bound(to: port))
        defer { close(socket) }
        let start = ContinuousClock.now
        let silent = await refusal("postgresql://app@127.0.0.1:\(port)/gatehouse", connecting: .milliseconds(300))
        #expect(silent?.message.contains("does not answer") == true)
        #expect(.now - start < .seconds(3))
    }

    private func refusal(_ url: String, connecting: Duration = .seconds(5)) async -> StoreOpeningError? {
        var limits = PostgreSQLLimits()
        limits.connecting = connecting
        do {
            try await SQLStore.open(PostgreSQLAddress(url), limits: limits).close()
            Issue.record("it was opened")
            return nil
        } catch {
            return error as? StoreOpeningError
        }
    }
}
