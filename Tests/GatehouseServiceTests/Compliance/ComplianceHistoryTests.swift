import GatehouseModel
import GatehouseService
import Testing

/// What is told of a past time: what was recorded then, and nothing else.
@Suite struct ComplianceHistoryTests {
    private static let day = Duration.seconds(86_400)
    private let policy = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          grace: 2d
          requirements:
            - {name: name, fact: os.id, equals: fedora}
        """

    /// Good on day 0, failing from day 1, hidden from day 2, good from day 5; it is day 6.
    private func told() async throws -> (Fixture, Machine, Instant) {
        let fixture = try await Fixture()
        try await fixture.apply(policy)
        var machine = Machine(try await fixture.enrol().device)
        let start = fixture.time.now
        let reports: [(Int, FactState)] = [
            (0, .known(.text("fedora"))), (1, .known(.text("debian"))), (1, .unavailable(reason: "hidden")),
            (3, .known(.text("fedora"))),
        ]
        for (days, state) in reports {
            for _ in 0..<days {
                fixture.time.advance(Self.day)
                while try await fixture.runner.runBatch() > 0 {}
            }
            _ = try await machine.report(["os.id": state], in: fixture)
        }
        fixture.time.advance(Self.day)
        return (fixture, machine, start)
    }

    private func past(
        _ fixture: Fixture, _ machine: Machine, _ instant: Instant
    ) async throws -> PastCompliance {
        try await fixture.compliance.explain(fixture.tenant.id, device: machine.device, at: instant)
    }

    @Test func `a past time shows the verdict and the findings of then`() async throws {
        let (fixture, machine, start) = try await told()
        let hour = Duration.seconds(3600)
        let expected: [(Int, ComplianceState, RequirementResult, String)] = [
            (0, .compliant, .satisfied, "fedora"), (1, .inGracePeriod, .failing, "debian"),
            (2, .inGracePeriod, .unknown, "not known: hidden"), (3, .noncompliant, .unknown, "not known: hidden"),
            (4, .noncompliant, .unknown, "not known: hidden"), (5, .compliant, .satisfied, "fedora"),
        ]
        for (days, state, result, found) in expected {
            let past = try await past(fixture, machine, start + Self.day * days + hour)
            #expect(past.verdict?.state == state, "day \(days)")
            #expect(past.statuses.map(\.result) == [result], "day \(days)")
            #expect(past.statuses.map(\.found) == [found], "day \(days)")
            if result.isUnsatisfied { #expect(past.statuses[0].since == start + Self.day) }
        }
    }

    @Test func `an edit of today changes nothing of yesterday`() async throws {
        let (fixture, machine, start) = try await told()
        let before = try await past(fixture, machine, start + Self.day * 2)
        try await fixture.apply(policy.replacing("fedora", with: "suse"))
        while try await fixture.runner.runBatch() > 0 {}
        #expect(try await past(fixture, machine, start + Self.day * 2) == before)
    }

    @Test func `a time before the device, one that is not kept, and one to come are said to be so`() async throws {
        let (fixture, machine, start) = try await told()
        let early = try await past(fixture, machine, start - Self.day)
        #expect(early.verdict == nil && early.statuses.isEmpty)
        #expect(early.notRecorded.first?.hasPrefix("the device was enrolled only at") == true)
        let tomorrow = await fixture.code {
            _ = try await past(fixture, machine, fixture.time.now + .seconds(1))
        }
        #expect(tomorrow == .invalid)

        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {historyRetention: 3d}
            """)
        fixture.time.advance(Self.day)
        try await fixture.runner.maintain()
        let gone = try await past(fixture, machine, start + Self.day + .seconds(3600))
        #expect(gone.verdict == nil && gone.statuses.isEmpty)
        #expect(gone.notRecorded.first?.contains("kept for 3d") == true)
        #expect(try await past(fixture, machine, start + Self.day * 4 + .seconds(1)).verdict?.state == .noncompliant)
        #expect(try await past(fixture, machine, fixture.time.now).verdict?.state == .compliant)
    }

    @Test func `what cannot be known of a past time is named each time`() async throws {
        let (fixture, machine, start) = try await told()
        let past = try await past(fixture, machine, start + Self.day)
        #expect(past.notRecorded.count == 1)
        #expect(past.notRecorded[0].contains("what each application would have been answered"))
    }

    @Test func `the history goes backwards, page by page`() async throws {
        let (fixture, machine, _) = try await told()
        let tenant = fixture.tenant.id
        let all = try await fixture.compliance.history(tenant, device: machine.device, before: nil, limit: 100)
        #expect(all.map(\.from) == all.map(\.from).sorted(by: >))
        let states = all.compactMap { if case .verdict(let span) = $0 { span.verdict.state } else { nil } }
        #expect(states == [.compliant, .noncompliant, .inGracePeriod, .compliant])
        let page = try await fixture.compliance.history(
            tenant, device: machine.device, before: all[1].from, limit: 2)
        #expect(page == Array(all.filter { $0.from < all[1].from }.prefix(2)))
    }
}
