import GatehouseAgent
import GatehouseAgentCore
@testable import GatehouseAgentIO
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOPosix
import Synchronization
import Testing

/// Reports the first line of one file.
private struct FileCollector: Collector {
    let name = "file"
    let keys: [FactKey] = ["os.name"]
    let path: String
    var watches: [String] { [path] }

    func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let text = (try? StateDirectory.read(path)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return [
            Fact(
                key: "os.name", state: .known(.text(text)), source: path, evidence: "", observedAt: now,
                assurance: .selfReported)
        ]
    }
}

/// Says how many packages there are, which is nobody's business on a personal device.
private struct InventoryCollector: Collector {
    let name = "inventory"
    let keys: [FactKey] = ["software.packageCount"]
    let watches: [String] = []

    func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [
            Fact(
                key: "software.packageCount", state: .known(.integer(7)), source: "test", evidence: "",
                observedAt: now, assurance: .selfReported)
        ]
    }
}

/// How to stop a running agent, and whether it has ended by itself.
private final class Stopper: Sendable {
    let call = Mutex<(@Sendable () -> Void)?>(nil)
    let isEnded = Atomic(false)
}

@Suite(.serialized) struct RunningAgentTests {
    private let server: TestServer
    private let folder = TemporaryFolder()
    private let directory: StateDirectory

    init() throws {
        server = try TestServer()
        directory = try StateDirectory(creating: folder.file("state"))
        folder.write("fact", "one")
    }

    /// Enrols, runs the agent beside `body`, and stops it; what the agent threw is thrown.
    private func running(
        interval: Duration = .seconds(900), untilItEnds: Bool = false, _ body: () async throws -> Void = {}
    ) async throws {
        if try directory.read("identity.json") == nil {
            let enrolment = Enrolment.sample(server: server.peopleURL, trustRoots: server.pki.rootPEM)
            let directory = directory
            _ = try await NIOThreadPool.singleton.runIfActive { try enrolment.run(in: directory) }
        }
        let stop = Stopper()
        var agent = RunningAgent(directory: directory, interval: interval)
        agent.collectors = CollectorSet([FileCollector(path: folder.file("fact")), InventoryCollector()])
        agent.environment = ["GATEHOUSE_HARDWARE_ID": "test"]
        agent.watchesSignals = false
        agent.started = { stopper in stop.call.withLock { $0 = stopper } }
        let prepared = agent
        async let end: Void = NIOThreadPool.singleton.runIfActive {
            defer { stop.isEnded.store(true, ordering: .releasing) }
            try prepared.run()
        }
        try await body()
        while stop.call.withLock({ $0 == nil }), !stop.isEnded.load(ordering: .acquiring) {
            try await Task.sleep(for: .milliseconds(5))
        }
        if !untilItEnds { stop.call.withLock(\.self)?() }
        try await end
    }

    private func holds(_ text: String) async -> Bool {
        await server.wait { $0.facts["os.name"]?.state == .known(.text(text)) }
    }

    /// Whether `condition` comes to hold within ten seconds.
    private func eventually(_ condition: () throws -> Bool) async -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if (try? condition()) == true { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    @Test func `everything is reported first, then each change as it happens`() async throws {
        try await running {
            #expect(await holds("one"))
            folder.write("fact", "two")
            #expect(await holds("two"))
        }
        let checkIns = server.state.withLock(\.checkIns)
        #expect(checkIns.first?.base == "")
        #expect(checkIns.last?.base == checkIns.first?.state)
        #expect(checkIns.map(\.sequence) == [1, 2])
        #expect(Set(checkIns.map(\.hardware)) == [Secret.digest("override\ntest")])
        try server.stop()
    }

    @Test func `what did not change is not sent after a new start`() async throws {
        try await running {
            #expect(await holds("one"))
            #expect(await eventually { try directory.read("state.json") != nil })
        }
        try await running { #expect(await server.wait { $0.checkIns.count == 2 }) }
        #expect(server.state.withLock { $0.checkIns.last?.changed.isEmpty } == true)
        try server.stop()
    }

    @Test func `a lost answer is repeated under the same request`() async throws {
        server.misbehave(at: AgentRoute.checkIn, .loseAnswer, .answer(status: 503, code: ""))
        try await running { #expect(await server.wait { $0.checkIns.count >= 2 }) }
        let checkIns = server.state.withLock(\.checkIns)
        #expect(Set(checkIns.map(\.requestID)).count == 1)
        #expect(Set(checkIns.map(\.sequence)) == [1])
        try server.stop()
    }

    @Test func `a server that lost its facts gets all of them`() async throws {
        try await running(interval: .milliseconds(300)) {
            #expect(await holds("one"))
            server.state.withLock { state in
                state.facts = [:]
                state.lastRequest = nil
            }
            #expect(await holds("one"))
        }
        try server.stop()
    }

    @Test func `a device whose owner changes reports less, and then everything again`() async throws {
        try await running(interval: .milliseconds(200)) {
            #expect(await server.wait { $0.facts["software.packageCount"] != nil })
            server.state.withLock { $0.owner = .personal }
            #expect(await server.wait { $0.facts["software.packageCount"] == nil })
            #expect(await eventually { directory.ownership() == .personal })
            server.state.withLock { $0.owner = .company }
            #expect(await server.wait { $0.facts["software.packageCount"] != nil })
        }
        try server.stop()
    }

    @Test func `an owner who was never told of is private, also after a new start`() async throws {
        server.state.withLock { $0.owner = nil }
        try await running { #expect(await holds("one")) }
        try await running { #expect(await server.wait { $0.checkIns.count == 2 }) }
        #expect(server.state.withLock { $0.facts["software.packageCount"] } == nil)
        try server.stop()
    }

    @Test func `logs and scripts are refused on a personal device, whatever the server asks`() async throws {
        server.state.withLock { $0.owner = .personal }
        let action = ActionID(high: 0, low: 9)
        server.setWork(
            WorkResponse(
                desired: "w1",
                items: [WorkItem(action: action, kind: "collectLogs", expiresAt: .test + .seconds(600))]))
        try await running { #expect(await server.wait { $0.reports.contains { $0.state == .failed } }) }
        #expect(server.state.withLock(\.artefacts).isEmpty)
        try server.stop()
    }

    @Test func `a sync is run once and reported done`() async throws {
        let action = ActionID(high: 0, low: 5)
        try await running {
            #expect(await holds("one"))
            #expect(await server.wait { !$0.polls.isEmpty })
            let item = WorkItem(action: action, kind: "sync", expiresAt: .test + .seconds(600))
            server.setWork(WorkResponse(desired: "w1", items: [item]))
            #expect(await server.wait { !$0.reports.isEmpty })
            server.setWork(WorkResponse(desired: "w2", items: [item]))
            #expect(await server.wait { $0.polls.contains { $0.desired == "w2" } })
        }
        let reports = server.state.withLock(\.reports)
        #expect(reports.map(\.action) == [action])
        #expect(server.state.withLock { $0.acceptances.map(\.action) } == [action])
        #expect(reports.map(\.state) == [.done])
        try server.stop()
    }

    @Test func `an action that needs a second identity to sign it is not run without`() async throws {
        let action = ActionID(high: 0, low: 6)
        let item = WorkItem(action: action, kind: "runScript", expiresAt: .test + .seconds(600))
        let text = "#!/bin/sh\ntouch \(folder.file("ran"))\n"
        let digest = ScriptStatement.digest(ofScript: Array(text.utf8))
        server.state.withLock { state in
            state.orders[action] = ActionOrder(
                action: action, kind: "runScript", expiresAt: item.expiresAt, parameters: ["digest": digest],
                script: .init(text: text, signature: [0x30, 0], signer: ""))
        }
        server.setWork(WorkResponse(desired: "w1", items: [item]))
        try await running {
            #expect(await server.wait { $0.reports.contains { $0.state == .failed } })
            // The entry goes when the answer has come, which is after the server has the report.
            #expect(await eventually { try directory.actionJournal().entries.isEmpty })
        }
        #expect(try StateDirectory.read(folder.file("ran")) == nil)
        try server.stop()
    }

    @Test func `collected logs are sent before the end is told, and again when the answer is lost`() async throws {
        let action = ActionID(high: 0, low: 7)
        server.misbehave(at: AgentRoute.actionArtefact, .loseAnswer)
        server.setWork(
            WorkResponse(
                desired: "w1",
                items: [WorkItem(action: action, kind: "collectLogs", expiresAt: .test + .seconds(600))]))
        try await running { #expect(await server.wait { $0.reports.contains { $0.state == .done } }) }
        let artefacts = server.state.withLock(\.artefacts)
        #expect(artefacts.count == 2 && Set(artefacts.map(\.requestID)).count == 1)
        #expect(artefacts.first?.name == "logs.tar" && artefacts.first?.content.isEmpty == false)
        try server.stop()
    }

    @Test func `a device that is told to leave ends well, and nothing of its identity is left`() async throws {
        let action = ActionID(high: 0, low: 8)
        server.setWork(
            WorkResponse(
                desired: "w1", items: [WorkItem(action: action, kind: "retire", expiresAt: .test + .seconds(600))]))
        try await running(untilItEnds: true)
        #expect(server.state.withLock { $0.reports.last?.state } == .done)
        #expect(throws: AgentError.self) { try StateDirectory(existing: directory.path) }
        try server.stop()
    }

    @Test func `a certificate near its end is renewed with a fresh key`() async throws {
        server.state.withLock { $0.lifetime = .seconds(2) }
        try await running {
            let before = try directory.identity()
            server.state.withLock { $0.lifetime = .seconds(86_400) }
            server.misbehave(at: AgentRoute.renew, .loseAnswer)
            #expect(await server.wait { $0.renewals.count >= 2 })
            #expect(await eventually { try directory.read("device.next.key") == nil })
            let after = try directory.identity()
            #expect(after.key != before.key)
            #expect(try DeviceKey(pem: after.key.pem ?? "").publicKeyDER == after.certificate().publicKeyDER)
        }
        #expect(Set(server.state.withLock { $0.renewals.map(\.requestID) }).count == 1)
        #expect(try directory.readText("device.next.key") == nil)
        #expect(try directory.readText("device.key") == directory.identity().key.pem)
        try server.stop()
    }

    @Test func `a revoked identity ends the agent with status 4`() async throws {
        server.misbehave(at: AgentRoute.checkIn, .answer(status: 403, code: "identityRevoked"))
        await #expect { try await running(untilItEnds: true) } throws: { ($0 as? AgentError)?.exitCode == .refused }
        try server.stop()
    }

    @Test func `a folder that is in use is refused`() async throws {
        try await running {
            #expect(await holds("one"))
            #expect(throws: AgentError.self) { try RunningAgent(directory: directory, watchesSignals: false).run() }
        }
        try server.stop()
    }
}
