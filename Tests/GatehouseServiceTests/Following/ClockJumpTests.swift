import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseService

/// The composed services of a node while somebody sets its clock, forwards and backwards.
@Suite struct ClockJumpTests {
    /// In seconds: within the staleness, about it, and far beyond every lifetime.
    private static let jumps: [Int64] = [
        -40_000_000, -691_200, -86_400, -3600, -300, -6, -5, -4, -1, 1, 4, 5, 6, 300, 3600, 86_400, 691_200, 40_000_000,
    ]

    @Test func `no jump of the clock makes an old proof fresh, nor a fresh one old`() async throws {
        let node = try await DecisionTrial()
        var decisions = 0
        for seconds in Self.jumps {
            try await node.fixture.catchUp()
            node.fixture.time.jump(.seconds(seconds))
            #expect(node.ask() != .unavailable(retryAfter: .seconds(1)), "the proof is fresh, \(seconds) s set")
            // The database is gone from here on: the proof grows old however the clock is set meanwhile.
            for step in 1...12 {
                node.fixture.time.advance(.seconds(1))
                node.fixture.time.jump(.seconds(step % 2 == 0 ? seconds : -seconds))
                decisions += 1
                if step > 5 {
                    #expect(node.outcome() == nil, "\(step) s old, \(seconds) s set")
                    #expect(node.fixture.decisions.generation(for: node.fixture.tenant.id) == nil)
                }
            }
            node.fixture.time.jump(.seconds(-seconds))
        }
        print("\(Self.jumps.count * 13) jumps of the clock, \(decisions) decisions: none by a proof that was too old")
    }

    @Test func `a revoked device is not let in, wherever the clock is set`() async throws {
        let node = try await DecisionTrial()
        #expect(node.outcome() == .allow)
        let token = try await DeviceTokenService(store: node.fixture.store, clock: node.fixture.clock).issue(
            node.fixture.tenant.id, device: node.machine.device)
        try await node.fixture.catchUp()
        #expect(node.outcome("wiki", .token(token.secret)) == .allow)
        try await node.fixture.enrolment.revoke(
            node.fixture.tenant.id, device: node.machine.device, reason: "lost", actor: "test")
        var allows = 0
        for seconds in Self.jumps {
            node.fixture.time.jump(.seconds(seconds))
            try await node.fixture.catchUp()
            for credential in [nil, PresentedCredential.token(token.secret)] {
                if node.outcome("wiki", credential) == .allow { allows += 1 }
            }
        }
        print("\(Self.jumps.count) jumps after a revocation: \(allows) stale allows")
        #expect(allows == 0)
    }

    @Test func `certificates and tokens end by the server's clock, and are good again when it is right again`()
        async throws
    {
        let node = try await DecisionTrial()
        let fixture = node.fixture
        let token = try await DeviceTokenService(store: fixture.store, clock: fixture.clock).issue(
            fixture.tenant.id, device: node.machine.device)
        try await fixture.catchUp()
        fixture.time.jump(.seconds(8 * 86_400))
        try await fixture.catchUp()
        #expect(node.outcome() == .block)
        #expect(node.outcome("wiki", .token(token.secret)) == .block)
        fixture.time.jump(.seconds(-8 * 86_400))
        try await fixture.catchUp()
        #expect(node.outcome() == .allow)
        #expect(node.outcome("wiki", .token(token.secret)) == .allow)
    }

    @Test func `a device whose clock is not the server's any more says so, and no longer once it is`() async throws {
        var node = try await DecisionTrial()
        let fixture = node.fixture
        func skew() async throws -> FactState? {
            try await fixture.store.read(fixture.tenant.id) { [device = node.machine.device] in
                try $0.facts(of: device, keys: ["clock.skew"]).first?.state
            }
        }
        #expect(try await skew() == .known(.integer(0)))
        let right = fixture.time.now
        for (seconds, found) in [(Int64(3600), Int64(-3600)), (-3600, 0), (-86_400, 86_400), (86_400, 0)] {
            fixture.time.jump(.seconds(seconds))
            // The device's own clock stays right.
            let report = node.machine.prepare([:], at: right)
            _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: node.machine.device, report)
            #expect(try await skew() == .known(.integer(found)))
        }
    }

    @Test func `a job that was claimed while the clock was ahead is taken up once it is right again`() async throws {
        let node = try await DecisionTrial()
        let fixture = node.fixture
        try await fixture.runner.runDue()
        try await fixture.store.write(fixture.tenant.id) { [now = fixture.time.now, tenant = fixture.tenant.id] in
            try $0.schedule(Job(id: .random(), tenant: tenant, kind: "test.unknown", subject: "x", dueAt: now))
        }
        fixture.time.jump(.seconds(86_400))
        // The node that claims it dies at once.
        let now = fixture.time.now
        let claimed = try await fixture.store.claimJobs(
            queue: .jobs, now: now, until: now + .seconds(60), limit: 100)
        #expect(claimed.contains { $0.kind == "test.unknown" })
        fixture.time.jump(.seconds(-86_400))
        try await fixture.runner.runDue()
        // Nobody knows what it asks for, so it was tried and given back.
        let tried = try await fixture.store.read(fixture.tenant.id) { try $0.job(kind: "test.unknown", subject: "x") }
        #expect(tried?.attempts == 1)
    }
}
