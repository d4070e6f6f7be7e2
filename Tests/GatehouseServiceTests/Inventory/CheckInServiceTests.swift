import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct CheckInServiceTests {
    private static let rootLogin: FactKey = "ssh.server.permitRootLogin"

    private func enrolled() async throws -> (Fixture, Machine) {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: baseline}
            spec:
              requirements:
                - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "yes"}
            """)
        return (fixture, Machine(try await fixture.enrol().device))
    }

    @Test func `a changed fact is kept, judged and acknowledged by its digest`() async throws {
        var (fixture, machine) = try await enrolled()
        let answer = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        #expect(answer.refused.isEmpty)
        let explained = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(explained.verdict?.state == .compliant)
        _ = try await machine.report([Self.rootLogin: .known(.text("yes"))], in: fixture)
        let after = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(after.verdict?.state == .noncompliant)
        #expect(after.statuses.first?.requirement == "no root login")
    }

    @Test func `one request id twice changes nothing the second time`() async throws {
        var (fixture, machine) = try await enrolled()
        let report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        let first = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        let newest = try await fixture.store.newestSequence()
        let second = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        #expect(first == second)
        #expect(try await fixture.store.newestSequence() == newest)
    }

    @Test func `a report on another base is not applied, and the answer names the state held`() async throws {
        var (fixture, machine) = try await enrolled()
        let held = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture).state
        machine.acknowledged = String(repeating: "0", count: 64)
        let answer = try await machine.report([Self.rootLogin: .known(.text("yes"))], in: fixture)
        #expect(answer.state == held)
        let explained = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(explained.verdict?.state == .compliant)
    }

    @Test func `an unknown key and a wrong type are refused alone`() async throws {
        var (fixture, machine) = try await enrolled()
        let answer = try await machine.report(
            [
                Self.rootLogin: .known(.text("no")), "no.such.fact": .known(.boolean(true)),
                "os.name": .known(.integer(1)), "identity.sharedUse": .known(.boolean(false)),
            ], in: fixture)
        #expect(Set(answer.refused.map(\.key)) == ["no.such.fact", "os.name", "identity.sharedUse"])
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(Set(facts.map(\.key)) == [Self.rootLogin, "os.name", "clock.skew", "identity.sharedUse"])
        let reason = "the device reported what cannot be: the value is no text"
        #expect(facts.first { $0.key == "os.name" }?.state == .unavailable(reason: reason))
    }

    @Test func `a device cannot take back what only the server observes`() async throws {
        var (fixture, machine) = try await enrolled()
        machine.hardware = "f"
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        var report = machine.prepare(["os.name": .known(.text("Debian"))], at: fixture.time.now)
        report.removed = ["identity.sharedUse", "clock.skew"]
        _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.contains { $0.key == "identity.sharedUse" && $0.state == .known(.boolean(true)) })
        #expect(facts.contains { $0.key == "clock.skew" })
    }

    @Test func `a report that was begun before a policy changed is judged by the policy as it is`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("without-password"))], in: fixture)
        // Memory is behind: it follows the store a moment later.
        _ = try await fixture.documents.apply(
            [
                DocumentFile(
                    name: "stricter.yaml",
                    text: """
                        apiVersion: gatehouse/v1
                        kind: CompliancePolicy
                        metadata: {name: baseline}
                        spec:
                          requirements:
                            - {name: no root login, fact: ssh.server.permitRootLogin, equals: "no"}
                        """)
            ], dryRun: false, as: fixture.caller(.administrator))
        while try await fixture.runner.runBatch() > 0 {}
        _ = try await machine.report([Self.rootLogin: .known(.text("prohibit-password"))], in: fixture)
        let explained = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(explained.verdict?.state == .noncompliant)
    }

    @Test func `a clock that goes wrong is noticed though nothing else changes, and its drift is no news`() async throws
    {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        func heartbeat(ahead: Int64) async throws -> FactState? {
            var report = machine.prepare([:], at: fixture.time.now)
            report.clock = fixture.time.now + .seconds(ahead)
            _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
            let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
            return facts.first { $0.key == "clock.skew" }?.state
        }
        #expect(try await heartbeat(ahead: 600) == .known(.integer(600)))
        let newest = try await fixture.store.newestSequence()
        #expect(try await heartbeat(ahead: 620) == .known(.integer(600)))
        #expect(try await fixture.store.newestSequence() == newest)
        #expect(try await heartbeat(ahead: 0) == .known(.integer(0)))
    }

    @Test func `an agent cannot claim more assurance than its own word is worth`() async throws {
        var (fixture, machine) = try await enrolled()
        var report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        report.changed[0].assurance = .attested
        _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.first { $0.key == Self.rootLogin }?.assurance == .agentVerified)
    }

    @Test func `one identity used by two machines is noticed and reported`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        var copy = machine
        _ = try await machine.report(["os.name": .known(.text("Debian"))], in: fixture)
        _ = try await copy.report(["os.name": .known(.text("Other"))], in: fixture)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.contains { $0.key == "identity.sharedUse" && $0.state == .known(.boolean(true)) })
        let audit = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100)
        #expect(audit.contains { $0.entry.action == "device.sharedUse" })
    }

    @Test func `a machine on other hardware is noticed at once`() async throws {
        var (fixture, machine) = try await enrolled()
        machine.hardware = "f"
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.contains { $0.key == "identity.sharedUse" && $0.state == .known(.boolean(true)) })
    }

    @Test func `a copy on other hardware is noticed though it reports the same state, or nothing new`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        machine.hardware = "f"
        _ = try await machine.report([:], in: fixture)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.contains { $0.key == "identity.sharedUse" && $0.state == .known(.boolean(true)) })
    }

    @Test func `a clock that is off by more than five minutes is a fact`() async throws {
        var (fixture, machine) = try await enrolled()
        var report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        report.clock = fixture.time.now + .seconds(600)
        _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        #expect(facts.contains { $0.key == "clock.skew" && $0.state == .known(.integer(600)) })
    }

    @Test func `a revoked device is refused`() async throws {
        var (fixture, machine) = try await enrolled()
        try await fixture.enrolment.revoke(fixture.tenant.id, device: machine.device, reason: "lost", actor: "test")
        let report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        let code = await fixture.code {
            _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        }
        #expect(code == .identityRevoked)
    }

    @Test func `an unchanged report writes nothing`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        let newest = try await fixture.store.newestSequence()
        let before = try await fixture.devices.dossier(fixture.tenant.id, machine.device)
        fixture.time.advance(.seconds(60))
        let answer = try await machine.report([:], in: fixture)
        #expect(answer.state == machine.acknowledged)
        #expect(try await fixture.store.newestSequence() == newest)
        #expect(try await fixture.devices.dossier(fixture.tenant.id, machine.device).record == before.record)
    }

    @Test func `enrolling again keeps the beginning of an unsatisfied interval`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("yes"))], in: fixture)
        let began = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).statuses[0].since
        fixture.time.advance(.seconds(3600))
        var again = Machine(try await fixture.enrol().device)
        _ = try await again.report([Self.rootLogin: .unavailable(reason: "hidden")], in: fixture)
        let after = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(after.statuses.map(\.since) == [began])
    }
}
