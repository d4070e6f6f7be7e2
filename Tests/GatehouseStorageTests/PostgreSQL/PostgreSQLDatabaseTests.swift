import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct PostgreSQLDatabaseTests {
    @Test func `a change on one node wakes another within a second, and again after the connection was lost`()
        async throws
    {
        try await withTwoNodes { first, second, server, name in
            var woken = second.wakeUps().makeAsyncIterator()
            let listening =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(name)' AND query LIKE 'LISTEN%'"
            while try await server.ask(listening) != "2" { try await Task.sleep(for: .milliseconds(20)) }
            for round in 1...3 {
                try await first.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(round)) }
                let start = ContinuousClock.now
                repeat { _ = await woken.next() } while try await second.newestSequence() < Int64(round)
                #expect(.now - start < .seconds(1))
                guard round == 2 else { continue }
                // Nobody listens for a moment: what was told then is found by the signal after connecting again.
                try await terminate(in: name, server)
            }
        }
    }

    @Test func `a job is claimed by one of many nodes`() async throws {
        try await withTwoNodes { first, second, _, _ in
            try await first.write(Tenant.test.id) { unit in
                for number in 1...200 { try unit.schedule(.numbered(number)) }
            }
            let claimed = try await withThrowingTaskGroup(of: [Job].self) { claimers in
                for number in 0..<40 {
                    let node = number.isMultiple(of: 2) ? first : second
                    claimers.addTask {
                        try await node.claimJobs(
                            queue: .jobs, now: .start + .seconds(1000), until: .start + .seconds(2000), limit: 7)
                    }
                }
                return try await claimers.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == Set(claimed.map(\.id)).count)
            #expect(claimed.count == 200)
        }
    }

    @Test func `a claim whose row a writer holds is neither waited for nor taken for lost`() async throws {
        try await withTwoNodes { node, _, server, name in
            try await node.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let now = Instant.start + .seconds(1000)
            let jobs = try await node.claimJobs(queue: .jobs, now: now, until: now + .seconds(10), limit: 1)
            let job = try #require(jobs.first)
            async let holding = server.ask(
                "SELECT pg_sleep(1) FROM (SELECT id FROM job FOR UPDATE) AS held", in: name)
            var outcome = ClaimExtension.extended
            let end = ContinuousClock.now + .seconds(5)
            while outcome == .extended, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(10))
                outcome = try await node.extendClaim(of: job, until: now + .seconds(20))
            }
            #expect(outcome == .busy)
            _ = try await holding
            #expect(try await node.extendClaim(of: job, until: now + .seconds(20)) == .extended)
        }
    }

    @Test func `units of work that count on what they read lose no count on any node`() async throws {
        try await withTwoNodes { first, second, _, _ in
            var code = EnrolmentCode.numbered(1)
            code.usesAllowed = 1000
            let fresh = code
            try await first.write(Tenant.test.id) { try $0.save(fresh) }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for number in 0..<100 {
                    let node = number.isMultiple(of: 2) ? first : second
                    writers.addTask {
                        try await node.write(Tenant.test.id) { unit in
                            var code = try unit.enrolmentCode(.numbered(1)) ?? fresh
                            code.usesMade += 1
                            try unit.save(code)
                        }
                    }
                }
                try await writers.waitForAll()
            }
            let uses = try await second.read(Tenant.test.id) { try $0.enrolmentCode(.numbered(1))?.usesMade }
            #expect(uses == 100)
        }
    }

    @Test func `connections that the server ended are replaced unnoticed`() async throws {
        try await withTwoNodes { first, _, server, name in
            try await first.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try await terminate(in: name, server)
            #expect(try await first.read(Tenant.test.id) { try $0.device(.numbered(1)) } == .numbered(1))
            try await first.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
            try await first.verify()
        }
    }

    @Test func `a statement that takes too long is ended, and the next one is answered`() async throws {
        try await withNode {
            $0.statement = .milliseconds(200)
        } body: { store in
            await expect(.unavailable) { try await sleep(5, on: store) }
            #expect(try await store.newestSequence() == 0)
            await expect(.unavailable) {
                try await store.database.write { connection in
                    _ = try connection.query("SELECT pg_sleep(5)", [], isReused: false)
                }
            }
            try await store.addTenant(.test)
        }
    }

    @Test func `who finds every connection taken is refused in time, not kept for good`() async throws {
        try await withNode {
            ($0.readers, $0.waitingReaders, $0.reader) = (1, 1, .milliseconds(100))
        } body: { store in
            let holder = Task { try await sleep(4, on: store) }
            try await Task.sleep(for: .milliseconds(200))
            let waiting = Task { try await store.tenant(withToken: "") }
            try await Task.sleep(for: .milliseconds(100))
            await expect(.unavailable) { _ = try await store.tenant(withToken: "") }
            let start = ContinuousClock.now
            #expect(try await store.newestSequence() == 0)
            #expect(.now - start < .seconds(1), "who follows the feed waits for no reader")
            await expect(.unavailable) { _ = try await waiting.value }
            try await holder.value
            #expect(try await store.tenant(withToken: "") == nil)
        }
    }

    @Test func `what a reader tries to write is refused`() async throws {
        try await withNode { _ in
        } body: { store in
            await expect(.unavailable) {
                try await store.database.read { try $0.execute("DELETE FROM tenant", []) }
            }
            await expect(.unavailable) {
                try await store.database.read { _ = try $0.executeCounting("DELETE FROM tenant", []) }
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func `text with the NUL character is refused on every engine`(_ engine: TestEngine) async throws {
        try await withTemporaryStore(on: engine) { store in
            await expect(.failed) {
                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1, name: "a\0b")) }
            }
            let count = try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 1).count }
            #expect(count == 0)
        }
    }

    @Test func `a row of the audit log can be neither changed nor removed on PostgreSQL, by any SQL`() async throws {
        try await withNode { _ in
        } body: { store in
            try await store.addTenant(.test)
            try await store.write(Tenant.test.id) { try $0.append(AuditRow.numbered(1)) }
            for sql in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"] {
                await expect(.conflict) { try await store.database.write { try $0.execute(sql, []) } }
            }
            #expect(try await store.read(Tenant.test.id) { try $0.newestAuditRow() } == .numbered(1))
        }
    }

    private func withTwoNodes(
        _ body: (SQLStore, SQLStore, PrivatePostgreSQL, String) async throws -> Void
    ) async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase("TEMPLATE gatehouse_template")
        let first = try await SQLStore.open(url: server.url(name))
        let second = try await SQLStore.open(url: server.url(name))
        try await first.addTenant(.test)
        try await body(first, second, server, name)
        try await first.close()
        try await second.close()
    }

    private func withNode(
        _ change: (inout PostgreSQLLimits) -> Void, body: (SQLStore) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.make(on: .postgresql)
        var limits = PostgreSQLLimits()
        change(&limits)
        let store = try await SQLStore.open(PostgreSQLAddress(database.location), limits: limits)
        try await body(store)
        try await store.close()
        withExtendedLifetime(database) {}
    }

    private func terminate(in name: String, _ server: PrivatePostgreSQL) async throws {
        try await server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
        try await Task.sleep(for: .milliseconds(100))
    }

    private func sleep(_ seconds: Double, on store: SQLStore) async throws {
        try await store.database.read { connection in
            _ = try connection.query("SELECT pg_sleep(\(seconds))", [], isReused: false)
        }
    }

    private func expect(_ code: StoreError.Code, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("not refused")
        } catch {
            #expect((error as? StoreError)?.code == code, "\(error)")
        }
    }
}
