import Foundation
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct PostgreSQLPasswordTests {
    @Test func `a password that was changed is read anew, and connections that stand go on`() async throws {
        // A server of its own: the role's password is everybody's.
        let server = try await PrivatePostgreSQL(durability: .none)
        let name = try await server.makeDatabase()
        try await server.ask("CREATE ROLE worker LOGIN PASSWORD 'first'")
        try await server.ask("ALTER DATABASE \(name) OWNER TO worker")
        try await server.ask("ALTER SCHEMA public OWNER TO worker", in: name)
        let folder = try TemporaryDirectory()
        let passfile = folder.file("pgpass")
        func keep(_ password: String) throws {
            try "*:*:*:worker:\(password)\n".write(toFile: passfile, atomically: true, encoding: .utf8)
            chmod(passfile, 0o600)
        }
        try keep("first")
        let store = try await SQLStore.open(
            url: server.networkURL(name, user: "worker", options: "hostaddr=127.0.0.1&passfile=\(passfile)"))
        try await store.addTenant(.test)

        try keep("second")
        try await server.ask("ALTER ROLE worker PASSWORD 'second'")
        #expect(try await store.tenants() == [.test])
        try await server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker'")
        var others = 0
        for _ in 1...200 {
            if (try? await store.addTenant(.other)) != nil { break }
            others += 1
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await store.tenants().count == 2, "after \(others) refusals")
        try await store.close()
    }
}
