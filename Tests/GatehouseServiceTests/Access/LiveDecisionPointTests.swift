import GatehouseModel
import GatehouseService
import Testing

@Suite struct LiveDecisionPointTests {
    @Test func `a compliant device is let in, a noncompliant one is not`() async throws {
        #expect(try await DecisionTrial().outcome() == .allow)
        #expect(try await DecisionTrial(login: "yes").outcome() == .block)
    }

    @Test func `no device at all is challenged`() async throws {
        #expect(try await DecisionTrial().outcome("wiki", PresentedCredential.none) == .challenge)
    }

    @Test func `one proxy cannot ask for another's application`() async throws {
        #expect(try await DecisionTrial().outcome("payroll") == .block)
    }

    @Test func `a certificate of another issuer with the same serial is refused`() async throws {
        let setting = try await DecisionTrial()
        #expect(setting.outcome("wiki", .certificate(serial: setting.serial, issuer: "CN=other")) == .block)
    }

    @Test func `a revoked identity is blocked, and the denial says so`() async throws {
        let setting = try await DecisionTrial()
        try await setting.fixture.enrolment.revoke(
            setting.fixture.tenant.id, device: setting.machine.device, reason: "lost", actor: "test")
        try await setting.fixture.catchUp()
        guard case .decided(let id, .block, _, _) = setting.ask() else {
            Issue.record("a revoked device was not blocked")
            return
        }
        let denial = await setting.fixture.decisions.denial(id, for: setting.point)
        #expect(denial?.record.decision.reasons.map(\.code) == [.identityRefused])
    }

    @Test func `a denial names what to mend, to the enforcement point that asked and to no other`() async throws {
        let setting = try await DecisionTrial(login: "yes")
        guard case .decided(let id, _, _, _) = setting.ask() else {
            Issue.record("there was no decision")
            return
        }
        let denial = await setting.fixture.decisions.denial(id, for: setting.point)
        #expect(denial?.problems.map(\.remediation) == ["set it to no"])
        let other = EnforcementPointName(tenant: setting.fixture.tenant.id, name: "other")
        #expect(await setting.fixture.decisions.denial(id, for: other) == nil)
        try await setting.fixture.recorder.flush(to: setting.fixture.store)
        #expect(await setting.fixture.decisions.denial(id, for: setting.point)?.problems.count == 1)
    }

    @Test func `an explanation of a device that has nothing to show says so, whatever the policies say`() async throws {
        let setting = try await DecisionTrial()
        let fixture = setting.fixture
        let access = AccessService(store: fixture.store, snapshot: fixture.snapshot, clock: fixture.clock)
        func explained() async throws -> [DecisionReason.Code] {
            try await access.explain(
                fixture.tenant.id, device: setting.machine.device, application: "wiki", address: nil
            ).decision.reasons.map(\.code)
        }
        #expect(try await explained() != [.identityRefused])
        fixture.time.advance(.seconds(8 * 86_400))
        #expect(try await explained() == [.identityRefused])
        try await fixture.enrolment.revoke(
            fixture.tenant.id, device: setting.machine.device, reason: "lost", actor: "test")
        #expect(try await explained() == [.identityRefused])
    }

    @Test func `a node that cannot prove the newest change refuses`() async throws {
        let setting = try await DecisionTrial()
        setting.fixture.time.advance(.seconds(6))
        #expect(setting.ask() == .unavailable(retryAfter: .seconds(1)))
        #expect(setting.fixture.decisions.generation(for: setting.fixture.tenant.id) == nil)
        try await setting.fixture.catchUp()
        #expect(setting.outcome() == .allow)
    }

    @Test func `a device token stands for its device until it ends`() async throws {
        let setting = try await DecisionTrial()
        let token = try await DeviceTokenService(store: setting.fixture.store, clock: setting.fixture.clock).issue(
            setting.fixture.tenant.id, device: setting.machine.device)
        try await setting.fixture.catchUp()
        #expect(setting.outcome("wiki", .token(token.secret)) == .allow)
        #expect(setting.outcome("wiki", .token("gtd_forged")) == .block)
        setting.fixture.time.advance(DeviceTokenService.lifetime - .seconds(60))
        try await setting.fixture.catchUp()
        guard case .decided(_, .allow, _, let validUntil) = setting.ask("wiki", .token(token.secret)) else {
            Issue.record("a token that lives was not let in")
            return
        }
        #expect(validUntil == setting.fixture.time.now + .seconds(60), "an answer outlives the token that it is for")
        setting.fixture.time.advance(DeviceTokenService.lifetime)
        try await setting.fixture.catchUp()
        #expect(setting.outcome("wiki", .token(token.secret)) == .block)
    }

    @Test func `a token from before a revocation is worth nothing after the device enrolled again`() async throws {
        let setting = try await DecisionTrial()
        let fixture = setting.fixture
        let tokens = DeviceTokenService(store: fixture.store, clock: fixture.clock)
        let before = try await tokens.issue(fixture.tenant.id, device: setting.machine.device)
        try await fixture.enrolment.revoke(
            fixture.tenant.id, device: setting.machine.device, reason: "lost", actor: "test")
        let again = try await fixture.enrol()
        #expect(again.device == setting.machine.device)
        let after = try await tokens.issue(fixture.tenant.id, device: again.device)
        try await fixture.catchUp()
        #expect(setting.outcome("wiki", .token(before.secret)) == .block)
        #expect(setting.outcome("wiki", .token(after.secret)) == .allow)
    }

    @Test func `reading everything anew forgets what is no longer so`() async throws {
        let setting = try await DecisionTrial()
        let fixture = setting.fixture
        #expect(setting.outcome() == .allow)
        try await fixture.enrolment.revoke(
            fixture.tenant.id, device: setting.machine.device, reason: "lost", actor: "test")
        _ = try await fixture.enrol()
        // The feed was pruned beyond where this node stood: it never hears of the revocation by itself.
        try await fixture.catchUp()
        #expect(setting.outcome() == .block)
        try await fixture.devices.delete(fixture.tenant.id, setting.machine.device, actor: "test")
        try await fixture.catchUp()
        #expect(setting.outcome() == .block)
    }

    @Test func `when too much waits to be recorded, allows are given and counted, and denials are not given`()
        async throws
    {
        var capacity = DecisionRecorder.Capacity()
        (capacity.allows, capacity.denials) = (1, 2)
        let setting = try await DecisionTrial(recording: capacity)
        #expect(setting.outcome() == .allow)
        #expect(setting.outcome() == .allow)
        #expect(setting.fixture.recorder.dropped == 1)
        #expect(setting.outcome("payroll") == .block)
        #expect(setting.ask("payroll") == .unavailable(retryAfter: .seconds(1)))
        try await setting.fixture.recorder.flush(to: setting.fixture.store)
        #expect(setting.outcome("payroll") == .block)
    }

    @Test func `decisions and their repeats are recorded`() async throws {
        let setting = try await DecisionTrial()
        guard case .decided(let id, _, _, _) = setting.ask() else { return }
        setting.fixture.decisions.countRepeats(of: id, from: setting.point, 41, at: setting.fixture.time.now)
        try await setting.fixture.recorder.flush(to: setting.fixture.store)
        let service = AccessService(
            store: setting.fixture.store, snapshot: setting.fixture.snapshot, clock: setting.fixture.clock)
        let found = try await service.decision(setting.fixture.tenant.id, id)
        #expect(found.record.decision.outcome == .allow)
        #expect(found.record.application == "wiki")
        #expect(found.repeats == 41)
    }
}
