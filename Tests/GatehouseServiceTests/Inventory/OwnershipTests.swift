import GatehouseModel
import GatehouseService
import Testing

/// What a personal device reports, and what the server promises to forget.
@Suite struct OwnershipTests {
    private static let states: [FactKey: FactState] = [
        "firewall.active": .known(.boolean(true)), "software.packageCount": .known(.integer(7)),
        "users.primary": .known(.text("eve")),
    ]

    private func enrolled(_ ownership: Ownership) async throws -> (Fixture, Machine) {
        let fixture = try await Fixture()
        let device = try await enrol(ownership, in: fixture)
        return (fixture, Machine(device))
    }

    private func enrol(_ ownership: Ownership, in fixture: Fixture) async throws -> DeviceID {
        let code = try await fixture.codes.create(
            fixture.tenant.id, uses: 1, lifetime: .seconds(3600), ownership: ownership, groups: [], actor: "test")
        var application = try await fixture.application(hardware: "a")
        application.code = code.secret
        let enrolled = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        #expect(enrolled.ownership == ownership)
        return enrolled.device
    }

    private func held(_ machine: Machine, _ fixture: Fixture) async throws -> Set<FactKey> {
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        return Set(facts.map(\.key)).subtracting(["clock.skew", "identity.sharedUse"])
    }

    @Test func `facts that a personal device must not report are refused and not kept`() async throws {
        var (fixture, machine) = try await enrolled(.personal)
        let answer = try await machine.report(Self.states, in: fixture)
        #expect(answer.ownership == .personal)
        #expect(Set(answer.refused.map(\.key)) == ["software.packageCount", "users.primary"])
        #expect(Set(answer.refused.map(\.reason)) == ["not reported by personal devices"])
        #expect(try await held(machine, fixture) == ["firewall.active"])
    }

    @Test func `a device that becomes personal has its private facts forgotten at once, and is asked anew`()
        async throws
    {
        var (fixture, machine) = try await enrolled(.company)
        _ = try await machine.report(Self.states, in: fixture)
        #expect(try await held(machine, fixture).count == 3)
        _ = try await fixture.devices.assign(
            fixture.tenant.id, machine.device, AssetChanges(), ownership: .personal, actor: "test")
        #expect(try await held(machine, fixture) == ["firewall.active"])
        let heartbeat = try await machine.report([:], in: fixture)
        #expect(heartbeat.ownership == .personal)
        #expect(heartbeat.state.isEmpty, "what the device knew as acknowledged is not held any more")
        let audit = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100)
        #expect(
            audit.last { $0.entry.action == "device.changeOwnership" }?.entry.detail
                == "company to personal, 2 facts forgotten")
    }

    @Test func `enrolling again as personal forgets what the company knew`() async throws {
        var (fixture, machine) = try await enrolled(.company)
        _ = try await machine.report(Self.states, in: fixture)
        #expect(try await enrol(.personal, in: fixture) == machine.device)
        #expect(try await held(machine, fixture) == ["firewall.active"])
    }

    @Test func `a requirement over what a personal device keeps to itself says so`() async throws {
        var (fixture, machine) = try await enrolled(.personal)
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: baseline}
            spec:
              requirements:
                - {name: packages, fact: software.packageCount, notEquals: 0}
            """)
        _ = try await machine.report(Self.states, in: fixture)
        let explained = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(explained.statuses.map(\.found) == ["not reported by personal devices"])
        #expect(explained.verdict?.state == .noncompliant)
    }
}
