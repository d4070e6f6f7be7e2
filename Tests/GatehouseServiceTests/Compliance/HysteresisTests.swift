import GatehouseModel
import GatehouseService
import Testing

/// How reports are counted where a policy wants several of them.
@Suite struct HysteresisTests {
    private let policy = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          hysteresis: {recovery: 2 of 3}
          requirements:
            - {name: name, fact: os.id, equals: fedora}
        """

    private func recovering() async throws -> (Fixture, Machine) {
        let fixture = try await Fixture()
        try await fixture.apply(policy)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        fixture.time.advance(.seconds(60))
        _ = try await machine.report(["os.id": .known(.text("fedora"))], in: fixture)
        return (fixture, machine)
    }

    private func status(_ fixture: Fixture, _ machine: Machine) async throws -> (ComplianceState?, String?) {
        let found = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        return (found.verdict?.state, found.statuses.first?.reportsInWords)
    }

    @Test func `one good report is counted, shown, and not enough`() async throws {
        let (fixture, machine) = try await recovering()
        #expect(try await status(fixture, machine) == (.noncompliant, "1 of 2 good reports, of the last 3"))
    }

    @Test func `a report that changes nothing counts, once however often it is repeated`() async throws {
        var (fixture, machine) = try await recovering()
        let unchanged = machine.prepare([:], at: fixture.time.now, request: .random())
        _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, unchanged)
        #expect(try await status(fixture, machine) == (.compliant, nil))

        let (other, second) = try await recovering()
        var repeating = second
        let repeated = RequestID.random()
        _ = try await repeating.report(["os.id": .known(.text("debian"))], in: other)
        _ = try await repeating.report(["os.id": .known(.text("suse"))], in: other)
        let first = repeating.prepare(["os.id": .known(.text("fedora"))], at: other.time.now, request: repeated)
        for _ in 0..<3 { _ = try await other.checkIns.checkIn(other.tenant.id, device: repeating.device, first) }
        #expect(try await status(other, repeating) == (.noncompliant, "1 of 2 good reports, of the last 3"))
    }

    @Test func `an unchanged report that is repeated counts once`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(policy.replacing("2 of 3", with: "3 of 3"))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        _ = try await machine.report(["os.id": .known(.text("fedora"))], in: fixture)
        let unchanged = machine.prepare([:], at: fixture.time.now)
        for _ in 0..<3 { _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, unchanged) }
        #expect(try await status(fixture, machine) == (.noncompliant, "2 of 3 good reports"))
    }

    @Test func `neither time nor an edit counts as a report`() async throws {
        let (fixture, machine) = try await recovering()
        fixture.time.advance(.seconds(7200))
        try await fixture.apply(policy.replacing("requirements:", with: "grace: 1h\n  requirements:"))
        while try await fixture.runner.runBatch() > 0 {}
        #expect(try await status(fixture, machine) == (.noncompliant, "1 of 2 good reports, of the last 3"))
    }

    @Test func `an error keeps what was before for seven days, and then counts`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(
            policy.replacing("fact: os.id, equals: fedora", with: "fact: os.version, atLeast: 12"))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.version": .known(.text("12.5"))], in: fixture)
        fixture.time.advance(.seconds(60))
        _ = try await machine.report(["os.version": .known(.text("sid"))], in: fixture)
        let week = Duration.seconds(7 * 86_400)
        #expect(try await status(fixture, machine).0 == .compliant)
        fixture.time.advance(week - .seconds(1))
        while try await fixture.runner.runBatch() > 0 {}
        #expect(try await status(fixture, machine).0 == .compliant)
        fixture.time.advance(.seconds(1))
        while try await fixture.runner.runBatch() > 0 {}
        #expect(try await status(fixture, machine).0 == .noncompliant)
    }
}
