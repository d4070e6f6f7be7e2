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

        /// Two nodes have claimed something when they end: one stands still before its work has begun, and goes on once
        /// another has done it; the other is killed.
        @Test func `the jobs of a node that stands still or dies are finished by another, and once`() async throws {
            let cluster = try await RunningCluster()
            var device = try await cluster.enrol("laptop")
            try await device.report([Self.updates: .known(.integer(3))])
            try await cluster.judge(atMost: 5)
            try await wait("no job should be left") { try await cluster.dueJobs() == 0 }
            try await cluster.restartNodes()

            let gate = try await cluster.holdWriters()
            // Whoever judges the device writes this again.
            try await cluster.ask("DELETE FROM verdict")
            try await cluster.schedule("compliance.evaluateFleet", "fleet")
            let still = try await cluster.writer(but: nil)
            try await cluster.schedule("compliance.evaluateDevice", "of-the-killed")
            let dead = try await cluster.writer(but: still)
            let stopped = ContinuousClock.now
            try still.process.signal(SIGSTOP)
            try await dead.kill()
            try await gate.open(cutting: still)
            #expect(try await cluster.dueJobs() == 2)
            try await wait(upTo: Self.limit, "the third node should finish what the others had claimed") {
                try await cluster.dueJobs() == 0
            }
            print("jobs of nodes that are gone: finished after \(stopped.duration(to: .now))")
            #expect(try await cluster.ask("SELECT state FROM verdict") == "compliant")

            try await cluster.expectNothing(of: still, dead)
            try await cluster.stop()
        }
    }
}

/// Somebody who holds the lock that every writer takes.
private struct Gate {
    let cluster: RunningCluster
    let holding: Task<Void, Never>

    /// Lets writers in; the connection on which `node` waits is gone before.
    func open(cutting node: RunningServer) async throws {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
        try await cluster.ask("\(end) \(RunningCluster.waiting) AND application_name = '\(node.name)'")
        try await cluster.ask("\(end) state = 'active' AND query LIKE '%pg_sleep(60)'")
        await holding.value
    }
}

extension RunningServer {
    /// What the database calls the node.
    fileprivate var name: String { data.split(separator: "/").last.map(String.init) ?? "" }
}

extension RunningCluster {
    fileprivate static let waiting =
        "datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'"

    @discardableResult
    fileprivate func ask(_ statement: String) async throws -> String {
        try await database.ask(statement, in: databaseName)
    }

    /// Due, claimed or not.
    fileprivate func dueJobs() async throws -> Int? {
        Int(try await ask("SELECT count(*) FROM job WHERE due_at <= \(Instant.now.milliseconds)"))
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

    /// Has it done as soon as a node looks; a device that is none only ends its job.
    fileprivate func schedule(_ kind: String, _ subject: String) async throws {
        try await ask(
            """
            INSERT INTO job (tenant, id, queue, kind, subject, payload, due_at, attempts, version)
            SELECT id, decode(md5('\(subject)'), 'hex'), 'jobs', '\(kind)', '\(subject)', '', 0, 0, 0 FROM tenant
            """)
    }

    /// A node writes now and then when devices were last heard of, and at its end at the latest: afterwards nothing is
    /// left of that, and only who has claimed a job waits to write.
    fileprivate func restartNodes() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes {
                group.addTask {
                    try await node.stop()
                    try await node.start()
                }
            }
            try await group.waitForAll()
        }
    }

    fileprivate func holdWriters() async throws -> Gate {
        // The number is the one of `PostgreSQLGroup`; claiming a job takes no such lock.
        let lock = "SELECT pg_advisory_lock(\(0x6761_7465_686f_7573)); SELECT pg_sleep(60)"
        let holding = Task { [database, databaseName] in _ = try? await database.ask(lock, in: databaseName) }
        try await wait("the lock should be held") {
            try await ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1"
        }
        return Gate(cluster: self, holding: holding)
    }

    /// The one node that waits for the writers' lock, beside `other`.
    fileprivate func writer(but other: RunningServer?) async throws -> RunningServer {
        var name = ""
        try await wait(upTo: .seconds(10), "a node should have claimed the job, and wait") {
            name = try await ask(
                """
                SELECT application_name FROM pg_stat_activity
                WHERE \(Self.waiting) AND application_name <> '\(other?.name ?? "")'
                """)
            return !name.isEmpty
        }
        return try #require(nodes.first { $0.name == name }, "who waits is \(name)")
    }

    /// Lets `still` go on alone: its claim is another's by now, and its work is not done again.
    fileprivate func expectNothing(of still: RunningServer, _ dead: RunningServer) async throws {
        for node in nodes where node !== still && node !== dead { try await node.stop() }
        try await ask("DELETE FROM verdict")
        let newest = try await ask("SELECT newest FROM change_counter")
        try still.process.signal(SIGCONT)
        // A node carries out its jobs one after the other: once this one is done, so is what it did before.
        try await schedule("compliance.evaluateDevice", "of-the-resumed")
        try await wait("the node should go on") { try await dueJobs() == 0 }
        #expect(try await ask("SELECT count(*) FROM verdict") == "0", "what another node finished was done again")
        #expect(try await ask("SELECT newest FROM change_counter") == newest)
    }
}
