import Foundation
import GatehouseKeys
import GatehouseTestSupport
import GatehouseWire
import NIOSSL
import Synchronization
import Testing

/// Three nodes over one PostgreSQL behind a balancer, with its configuration of `examples/high-availability`.
final class RunningCluster: Sendable {
    let folder: TemporaryDirectory
    let database: PrivatePostgreSQL
    let databaseName: String
    let nodes: [RunningServer]
    let ports: Balancer.Ports
    private let balancer: ChildProcess
    private let token: String

    /// Starts all at once: one node makes the tenant, and the others find it.
    init(nodes count: Int = 3, behind kind: Balancer = .haproxy) async throws {
        let folder = try TemporaryDirectory()
        self.folder = folder
        let database = try await PrivatePostgreSQL()
        self.database = database
        databaseName = try await database.makeDatabase()
        let free = try FreePorts.take(3)
        ports = Balancer.Ports(people: free[0], devices: free[1], points: free[2])
        let key = SealingKey().text + "\n"
        let further = ["--trusted-proxies", Balancer.address, "--device-channel", "localhost:\(free[1])"]
        let url = database.url(databaseName)
        nodes = try await withThrowingTaskGroup(of: RunningServer.self) { group in
            for number in 1...count {
                let data = folder.file("node-\(number)")
                // The database tells which node asks what.
                let own = ["--database", "\(url)&application_name=node-\(number)"]
                group.addTask { try await RunningServer(data: data, sharing: key, further: own + further) }
            }
            let started: [RunningServer] = try await group.reduce(into: []) { $0.append($1) }
            return started.sorted { $0.data < $1.data }
        }
        let tokens = nodes.compactMap { try? String(contentsOfFile: "\($0.data)/admin.token", encoding: .utf8) }
        try #require(tokens.count == 1, "the node that made the tenant has the set-up token, and no other")
        token = tokens[0].trimmingCharacters(in: .whitespacesAndNewlines)
        // Commands that run on a node's own machine look for it there.
        for node in nodes {
            try tokens[0].write(toFile: "\(node.data)/admin.token", atomically: true, encoding: .utf8)
        }
        balancer = try await kind.start(in: folder, before: nodes, at: ports)
        let port = ports.people
        let tls = try ClientTLS.context(roots: try nodes[0].rootsPEM)
        try await wait(upTo: .seconds(20), "the balancer should find a node") {
            try await Self.isReady(port, tls)
        }
    }

    private static func isReady(_ port: Int, _ tls: NIOSSLContext) async throws -> Bool {
        let status = try? await RawConnection.with(port: port, tls: tls) { await $0.ask("GET", "/readyz")?.status }
        return status == 200
    }

    /// Ends everything that it started.
    func stop() async throws {
        balancer.signal(SIGTERM)
        _ = try await balancer.end(within: .seconds(20))
        for node in nodes where try !node.process.hasEnded { try await node.stop() }
    }

    /// What the balancer said, for a test that failed.
    var balancerComplaints: String { balancer.complaints }

    /// Asks the API by the balancer, or of one node.
    @discardableResult
    func api(_ path: String, _ message: some Encodable, at node: RunningServer? = nil) async throws -> RawAnswer {
        let body = Array(try JSONEncoder().encode(message))
        let tls = try ClientTLS.context(roots: try nodes[0].rootsPEM)
        let fields = ["Authorization: Bearer \(token)", "Content-Type: application/json"]
        let answer = try await RawConnection.with(port: node?.port ?? ports.people, tls: tls) {
            await $0.ask("POST", path, body: body, fields: fields)
        }
        let found = try #require(answer, "\(path): no answer")
        try #require((200..<300).contains(found.status), "\(path): \(found.text)")
        return found
    }

    /// Enrols by the balancer, and is sent there for everything else.
    func enrol(_ name: String) async throws -> TestDevice {
        let code = try await nodes[0].enrolmentCode()
        let tls = try ClientTLS.context(roots: try nodes[0].rootsPEM)
        let device = try await RawConnection.with(port: ports.people, tls: tls) {
            try await TestDevice.enrol(
                name: name, code: code, at: nodes[0], over: $0, devicePort: ports.devices)
        }
        let enrolled = try #require(device)
        #expect(enrolled.identity.deviceChannel == "https://localhost:\(ports.devices)")
        return enrolled
    }
}

/// Something that each node must come to know, and how long it took.
struct Spread: Sendable {
    /// A node's decisions about one device, asked for again and again.
    let cluster: RunningCluster
    let point: NIOSSLContext
    let question: String

    /// How many nodes gave their first answer.
    private final class Asked: Sendable {
        private let count = Mutex(0)

        var nodes: Int { count.withLock(\.self) }

        func note() { count.withLock { $0 += 1 } }
    }

    /// How long after the change was acknowledged the last node answered `status`: over all nodes that run.
    func measure(
        _ status: Int, _ fields: [String], changing: () async throws -> Void
    ) async throws -> Duration {
        let running = try cluster.nodes.filter { try !$0.process.hasEnded }
        let asked = Asked()
        return try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            for node in running {
                group.addTask { [point, question, asked] in
                    try await RawConnection.with(port: node.decisionPort, tls: point) { connection in
                        var isFirst = true
                        let end = ContinuousClock.now + .seconds(10)
                        while ContinuousClock.now < end {
                            let found = await connection.ask("GET", question, fields: fields)?.status
                            if isFirst { asked.note() }
                            if !isFirst, found == status { return .now }
                            if isFirst { #expect(found != status, "the node said so before") }
                            isFirst = false
                            try await Task.sleep(for: .milliseconds(2))
                        }
                        Issue.record("a node never answered \(status)")
                        return .now
                    }
                }
            }
            try await wait("every node should have been asked") {
                asked.nodes == running.count
            }
            try await changing()
            let acknowledged = ContinuousClock.now
            var last = acknowledged
            for try await instant in group { last = max(last, instant) }
            return acknowledged.duration(to: last)
        }
    }
}
