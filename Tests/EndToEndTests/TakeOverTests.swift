import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    /// Jobs of nodes that are no more, or come back too late.
    @Suite struct TakeOverTests {
        private static let updates: FactKey = "updates.security.pendingCount"
        /// A claim lasts ten seconds after its last extension; what is beyond is the margin of a busy machine.
        private static let limit = Duration.seconds(16)

        /// Two nodes hold a claim when they end: one stands still in the middle of its work, the other is killed.
        @Test func `the jobs of a node that stands still or dies are finished by another, and once`() async throws {
            let cluster = try await RunningCluster()
            var device = try await cluster.enrol("laptop")
            try await device.report([Self.updates: .known(.integer(3))])
            try await cluster.judge(atMost: 5)
            try await wait("the device should comply") { try await cluster.verdict() == "compliant" }
            try await wait("no job should be left") { try await cluster.dueJobs() == "0" }
            let past = try await cluster.count("past_verdict")

            let gate = try await cluster.holdVerdicts()
            try await cluster.judge(atMost: 0)
            let still = try await cluster.node(waitingFor: "relation")
            try await cluster.schedule("of-the-killed")
            let dead = try await cluster.node(waitingFor: "advisory")
            let stopped = ContinuousClock.now
            try still.process.signal(SIGSTOP)
            try await dead.kill()
            try await gate.open()
            #expect(try await cluster.verdict() == "compliant")
            #expect(try await cluster.count("job WHERE subject = 'of-the-killed'") == 1)
            try await wait(upTo: Self.limit, "the third node should finish what the others had claimed") {
                try await cluster.dueJobs() == "0"
            }
            print("jobs of nodes that are gone: finished after \(stopped.duration(to: .now))")
            #expect(try await cluster.verdict() == "noncompliant")
            #expect(try await cluster.count("past_verdict") == past + 1, "the device was judged once")

            try await cluster.expectNothing(of: still, dead)
            try await cluster.stop()
        }
    }
}

/// Somebody who holds the table of verdicts: whoever would write there waits.
private struct Gate {
    let cluster: RunningCluster
    let holding: Task<Void, Never>

    func open() async throws {
        try await cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(RunningCluster.holder)")
        await holding.value
    }
}

extension RunningCluster {
    fileprivate static let holder = "state = 'active' AND query LIKE 'LOCK TABLE verdict%'"

    @discardableResult
    fileprivate func ask(_ statement: String) async throws -> String {
        try await database.ask(statement, in: databaseName)
    }

    fileprivate func count(_ rows: String) async throws -> Int {
        try #require(Int(try await ask("SELECT count(*) FROM \(rows)")))
    }

    fileprivate func verdict() async throws -> String { try await ask("SELECT state FROM verdict") }

    /// Due, claimed or not.
    fileprivate func dueJobs() async throws -> String {
        try await ask("SELECT count(*) FROM job WHERE due_at <= \(Instant.now.milliseconds)")
    }

    /// Has the fleet judged anew.
    fileprivate func judge(atMost most: Int) async throws {
        let text = """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: stage}
            spec:
              platforms: [linux]
              grace: 0s
              requirements:
                - {name: updates, fact: updates.security.pendingCount, atMost: \(most), severity: high}
            """
        try await api(
            APIRoute.apply,
            ApplyRequest(files: [SourceFile(name: "stage.yaml", text: text)], dryRun: false, confirmLockOut: true))
    }

    /// A job that only ends itself: its subject is no device.
    fileprivate func schedule(_ subject: String) async throws {
        try await ask(
            """
            INSERT INTO job (tenant, id, queue, kind, subject, payload, due_at, attempts, version)
            SELECT id, decode(md5('\(subject)'), 'hex'), 'jobs', 'compliance.evaluateDevice', '\(subject)', '', 0, 0, 0
            FROM tenant
            """)
    }

    fileprivate func holdVerdicts() async throws -> Gate {
        let gate = Gate(
            cluster: self,
            holding: Task { [database, databaseName] in
                _ = try? await database.ask("LOCK TABLE verdict IN SHARE MODE; SELECT pg_sleep(60)", in: databaseName)
            })
        try await wait("the table should be held") {
            try await count("pg_locks WHERE relation = 'verdict'::regclass AND mode = 'ShareLock' AND granted") == 1
        }
        return gate
    }

    /// The one node that waits for such a lock.
    fileprivate func node(waitingFor event: String) async throws -> RunningServer {
        var names = ""
        try await wait(upTo: .seconds(10), "a node should wait for a lock") {
            names = try await ask(
                """
                SELECT application_name FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = '\(event)'
                """)
            return !names.isEmpty
        }
        let node = nodes.first { $0.data.hasSuffix("/\(names)") }
        return try #require(node, "who waits is \(names)")
    }

    /// Lets `still` go on alone: its claim is another's by now, and what it had begun leaves no trace.
    fileprivate func expectNothing(of still: RunningServer, _ dead: RunningServer) async throws {
        for node in nodes where node !== still && node !== dead { try await node.stop() }
        // Whoever judges the device once more writes it again.
        try await ask("DELETE FROM verdict")
        let newest = try await ask("SELECT newest FROM change_counter")
        try still.process.signal(SIGCONT)
        // A node carries out its jobs one after the other: once this one is done, so is what it did before.
        try await schedule("of-the-resumed")
        try await wait("the node should go on") { try await dueJobs() == "0" }
        #expect(try await count("verdict") == 0, "what another node finished was done again")
        #expect(try await ask("SELECT newest FROM change_counter") == newest)
    }
}
