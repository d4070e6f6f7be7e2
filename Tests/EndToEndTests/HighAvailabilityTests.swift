import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Testing

extension EndToEnd {
    /// Three nodes over PostgreSQL behind Debian's HAProxy; the figures are printed, and each has a bound.
    @Suite struct HighAvailabilityTests {
        private static let updates: FactKey = "updates.security.pendingCount"
        /// SEMANTICS §5: what is revoked or judged otherwise counts on every node within a second.
        private static let budget = Duration.seconds(1)

        @Test func `three nodes behind a balancer are one: what changes at one counts at all within a second`()
            async throws
        {
            let cluster = try await RunningCluster()
            let spread = try await cluster.setTheStage()
            var devices = try await [cluster.enrol("laptop"), cluster.enrol("tablet"), cluster.enrol("phone")]
            for index in devices.indices { try await devices[index].report([Self.updates: .known(.integer(0))]) }

            var laptop = devices[0]
            let credential = try await Self.credential(of: laptop)
            try await cluster.awaitAnswer(204, credential, by: spread)
            try await cluster.measureVerdicts(of: &laptop, credential, by: spread, budget: Self.budget)
            try await cluster.measurePolicies(credential, by: spread, budget: Self.budget)
            try await cluster.measureRevocations(
                of: Array(devices.dropFirst()), by: spread, budget: Self.budget, credential: Self.credential)
            try await cluster.measureActions(for: laptop, budget: Self.budget)
            try await Self.loseTheListener(of: cluster, &laptop, credential, by: spread)
            try await Self.killANode(of: cluster, &laptop, credential, by: spread)
            #expect(
                cluster.nodes.contains { (try? $0.process.complaints.contains("client=127.0.0.1")) ?? false },
                "the nodes should know the client, not the balancer")
            #expect(
                !cluster.nodes.contains { (try? $0.process.complaints.contains("client=127.0.0.2")) ?? false },
                "the balancer's checks name nobody, and everybody else is named")
            try await cluster.expectClientsToBeNamed()
            try await cluster.stop()
        }

        @Test func `who is no balancer cannot say where it comes from, and a balancer must`() async throws {
            let server = try await RunningServer(further: ["--trusted-proxies", "127.0.0.2"])
            let line = Array("PROXY TCP4 192.0.2.7 127.0.0.1 50000 8443\r\n".utf8)
            for port in [server.port, server.devicePort, server.decisionPort] {
                let isClosed = try await RawConnection.with(port: port, tls: nil) { connection in
                    try await connection.send(line)
                    return await connection.isClosed()
                }
                #expect(isClosed)
            }
            try await wait("the log should say why") {
                try server.process.complaints.components(separatedBy: "an address that is not trusted").count == 4
            }
            let outcome = try await Program.run([
                "curl", "--silent", "--interface", "127.0.0.2", "--cacert", server.roots, "\(server.url)/readyz",
            ])
            #expect(outcome.status != 0, "a balancer that names nobody was let in")
            let named = try await Program.run([
                "curl", "--silent", "--fail", "--haproxy-protocol", "--interface", "127.0.0.2", "--cacert",
                server.roots, "\(server.url)/readyz",
            ])
            #expect(named.status == 0, "\(named.errors)")
            try await server.stop()
        }

        private static func credential(of device: TestDevice) async throws -> [String] {
            ["X-Gatehouse-Token: \(try await device.token())", "X-Gatehouse-Address: 192.0.2.7"]
        }

        /// The connections that hear of changes end; the pulse of each second finds what they would have told.
        private static func loseTheListener(
            of cluster: RunningCluster, _ device: inout TestDevice, _ credential: [String], by spread: Spread
        ) async throws {
            var current = device
            let ended = try await cluster.database.ask(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'")
            #expect(ended == "\(cluster.nodes.count)", "each node listens on one connection")
            let took = try await spread.measure(403, credential) {
                try await current.report([updates: .known(.integer(1))])
            }
            print("a verdict while no node hears of changes: on every node after \(took)")
            #expect(took < .seconds(2))
            try await current.report([updates: .known(.integer(0))])
            device = current
        }

        private static func killANode(
            of cluster: RunningCluster, _ device: inout TestDevice, _ credential: [String], by spread: Spread
        ) async throws {
            try await cluster.awaitAnswer(204, credential, by: spread)
            let victim = cluster.nodes[1]
            // Work for a job: whoever has claimed it when the node dies.
            try await cluster.api(APIRoute.apply, try cluster.compliance(atMost: 5))
            try await victim.kill()
            let began = ContinuousClock.now
            var current = device
            try await wait(upTo: .seconds(10), "the device should be heard by another node") {
                (try? await current.report([updates: .known(.integer(7))])) != nil
            }
            let heard = began.duration(to: .now)
            try await cluster.awaitAnswer(403, credential, by: spread)
            try await wait(upTo: .seconds(30), "the jobs of the dead node should be done by another") {
                let due = "SELECT count(*) FROM job WHERE due_at <= \(Instant.now.milliseconds)"
                return try await cluster.database.ask(due, in: cluster.databaseName) == "0"
            }
            let done = began.duration(to: .now)
            print("after kill -9 of a node: a device is heard after \(heard), its jobs are done after \(done)")
            try await victim.start()
            try await cluster.awaitAnswer(403, credential, by: spread)
            try await current.report([updates: .known(.integer(5))])
            try await cluster.awaitAnswer(204, credential, by: spread)
            #expect(try await cluster.nodes[0].admin("audit", "verify").contains("intact"))
            device = current
        }
    }
}

extension RunningCluster {
    /// The demonstration's application and policies, and a proxy that asks each node over mutual TLS.
    fileprivate func setTheStage() async throws -> Spread {
        let demo = "\(Program.repository)/examples/demo"
        let node = nodes[0]
        try await node.admin("apply", "-f", "\(demo)/application.yaml", "-f", "\(demo)/access.yaml")
        try await api(APIRoute.apply, try compliance(atMost: 0))
        try await node.admin(
            "enforcement-point", "add", "edge", "--tls", "--application", "intranet", "--out", folder.path)
        let point = try ClientTLS.context(
            roots: try node.rootsPEM, chain: try String(contentsOfFile: folder.file("edge.pem"), encoding: .utf8),
            key: try String(contentsOfFile: folder.file("edge.key"), encoding: .utf8))
        return Spread(cluster: self, point: point, question: "/access/decide/intranet")
    }

    fileprivate func compliance(atMost most: Int) throws -> ApplyRequest {
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
        return ApplyRequest(files: [SourceFile(name: "stage.yaml", text: text)], dryRun: false, confirmLockOut: true)
    }

    /// Waits until every node that runs, and the balancer, answers so.
    fileprivate func awaitAnswer(_ status: Int, _ fields: [String], by spread: Spread) async throws {
        let running = try nodes.filter { try !$0.process.hasEnded }.map(\.decisionPort) + [ports.points]
        for port in running {
            try await wait(upTo: .seconds(10), "port \(port) should answer \(status)") {
                let found = try? await RawConnection.with(port: port, tls: spread.point) {
                    await $0.ask("GET", spread.question, fields: fields)?.status
                }
                return found == status
            }
        }
    }

    private func say(_ what: String, _ took: [Duration], budget: Duration) {
        let most = took.max() ?? .zero
        print("\(what): on every node after at most \(most) (\(took.count) times, \(nodes.count) nodes)")
        #expect(most < budget, "\(what)")
    }

    fileprivate func measureVerdicts(
        of device: inout TestDevice, _ credential: [String], by spread: Spread, budget: Duration
    ) async throws {
        var took = [Duration]()
        for _ in 0..<5 {
            for (count, status) in [(1, 403), (0, 204)] {
                var current = device
                took.append(
                    try await spread.measure(status, credential) {
                        try await current.report(["updates.security.pendingCount": .known(.integer(Int64(count)))])
                    })
                device = current
            }
        }
        say("a change of verdict", took, budget: budget)
    }

    fileprivate func measurePolicies(_ credential: [String], by spread: Spread, budget: Duration) async throws {
        var took = [Duration]()
        for _ in 0..<3 {
            for (file, status) in [("access-strict", 403), ("access", 204)] {
                let path = "\(Program.repository)/examples/demo/\(file).yaml"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                let request = ApplyRequest(
                    files: [SourceFile(name: path, text: text)], dryRun: false, confirmLockOut: true)
                took.append(
                    try await spread.measure(status, credential) { try await api(APIRoute.apply, request) })
            }
        }
        say("a change of policy", took, budget: budget)
    }

    fileprivate func measureRevocations(
        of devices: [TestDevice], by spread: Spread, budget: Duration,
        credential: (TestDevice) async throws -> [String]
    ) async throws {
        var took = [Duration]()
        for device in devices {
            let fields = try await credential(device)
            try await awaitAnswer(204, fields, by: spread)
            let path = APIRoute.deviceRevocation.replacingOccurrences(of: "{id}", with: "\(device.identity.device)")
            took.append(
                try await spread.measure(403, fields) { try await api(path, RevocationRequest(reason: "lost")) })
        }
        say("a revocation", took, budget: budget)
    }

    /// A poll that lands on one node hears of an action that another was asked for.
    fileprivate func measureActions(for device: TestDevice, budget: Duration) async throws {
        var took = [Duration]()
        let path = APIRoute.deviceActions.replacingOccurrences(of: "{id}", with: "\(device.identity.device)")
        // One of each kind is open at most.
        for (node, kind) in zip(nodes, ["sync", "collectLogs", "lock"]) {
            try await device.connected { connection in
                let desired = try await device.desired(over: connection)
                let before = try await pollers()
                try await connection.send(
                    Array(RawConnection.head("GET", "\(AgentRoute.work)?desired=\(desired)", length: 0).utf8))
                try await wait("the poll should be held") { try await pollers() == before + 1 }
                try await api(path, ActionRequest(kind: kind), at: node)
                let acknowledged = ContinuousClock.now
                let answer = try #require(await connection.answer())
                took.append(acknowledged.duration(to: .now))
                #expect(try !WorkResponse(bytes: answer.body).items.isEmpty)
            }
        }
        say("an action, to a device that polls any node", took, budget: budget)
    }

    private func pollers() async throws -> Int {
        var count = 0
        for node in nodes { count += try await node.waitingDevices() }
        return count
    }
}
