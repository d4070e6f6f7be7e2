import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

/// What policies have done about devices that do not comply.
@Suite struct PolicyActionsTests {
    private static let day = Duration.seconds(86_400)
    private static let schedule = """
        - {action: notify, after: 0s, channels: [mail], recipients: [owner, security@example.org]}
        - {action: notify, after: 2d, channels: [mail]}
        - {action: block, after: 3d}
        - {action: lock, after: 5d}
        - {action: retire, after: 10d, channels: [mail]}
        """

    private static let channel = """
        apiVersion: gatehouse/v1
        kind: NotificationChannel
        metadata: {name: mail}
        spec:
          email: {host: smtp.example.org, from: gatehouse@example.org}
        """

    private func policy(_ schedule: String = schedule, wanted: String = "fedora") -> String {
        """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          requirements:
            - {name: name, fact: os.id, equals: \(wanted)}
          scheduledActions:
        \(schedule.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
        """
    }

    /// A device that does not comply since now.
    private func failing(_ schedule: String = schedule) async throws -> (Fixture, Machine) {
        let fixture = try await Fixture()
        try await fixture.apply(Self.channel)
        try await fixture.apply(policy(schedule))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        return (fixture, machine)
    }

    private func pass(_ days: Int, _ fixture: Fixture) async throws {
        fixture.time.advance(Self.day * days)
        while try await fixture.runner.runBatch() > 0 {}
    }

    private func notices(_ fixture: Fixture) async throws -> [Notice] {
        try await fixture.store.read(fixture.tenant.id) {
            try $0.notices(ListQuery(order: [.init(field: "createdAt")], limit: 100)).elements
        }
    }

    private func actions(_ fixture: Fixture, _ machine: Machine) async throws -> [DeviceAction] {
        try await fixture.actions.list(fixture.tenant.id, device: machine.device, limit: 10).reversed()
    }

    @Test func `people are told while there is time, once each, and the notice says what is wrong`() async throws {
        let (fixture, machine) = try await failing()
        let first = try await notices(fixture)
        #expect(first.map(\.kind) == [.deviceInGrace])
        #expect(first[0].device?.id == machine.device)
        #expect(first[0].policy == "baseline")
        #expect(first[0].requirements.map(\.found) == ["debian"])
        #expect(first[0].recipients == [.owner, .address("security@example.org", locale: nil)])
        #expect(first[0].deadline == fixture.time.now + Self.day * 3)
        try await pass(1, fixture)
        #expect(try await notices(fixture).count == 1)
        try await pass(1, fixture)
        let second = try await notices(fixture)
        #expect(second.count == 2)
        #expect(second[1].createdAt < first[0].deadline ?? .distantPast, "during the grace")
        try await pass(1, fixture)
        #expect(try await notices(fixture).count == 2)
    }

    @Test func `the device is locked at its time, once, by the policy's name, and the log says so`() async throws {
        let (fixture, machine) = try await failing()
        try await pass(4, fixture)
        #expect(try await actions(fixture, machine).isEmpty)
        try await pass(1, fixture)
        try await pass(1, fixture)
        let found = try await actions(fixture, machine)
        #expect(found.map(\.kind) == [.lock])
        #expect(found.map(\.createdBy) == ["policy:baseline"])
        #expect(found.map(\.state) == [.queued])
        let entries = try await fixture.store.read(fixture.tenant.id) { try $0.auditRows(after: 0, limit: 1000) }
        let mine = entries.map(\.entry).filter { $0.actor == "policy:baseline" }
        #expect(mine.map(\.action) == ["policy.notify", "policy.notify", "action.lock", "policy.lock"])
    }

    @Test func `retiring waits for a second person, who is not the one that wrote the policy`() async throws {
        let (fixture, machine) = try await failing()
        try await pass(10, fixture)
        // Asked for in one moment with the lock, so that their order says nothing.
        let retire = try #require(try await actions(fixture, machine).first { $0.kind == .retire })
        #expect(retire.kind == .retire && retire.state == .pendingApproval && retire.createdBy == "policy:baseline")
        #expect(try await notices(fixture).filter { $0.kind == .actionTaken }.map(\.particulars[.action]) == ["retire"])
        let own = await fixture.code {
            _ = try await fixture.actions.approve(
                fixture.tenant.id, batch: retire.batch, reason: "", as: fixture.caller(.administrator))
        }
        #expect(own == .notPermitted)
        var other = fixture.caller(.administrator)
        other.actor = "other"
        _ = try await fixture.actions.approve(fixture.tenant.id, batch: retire.batch, reason: "", as: other)
        #expect(try await actions(fixture, machine).first { $0.kind == .retire }?.state == .queued)
    }

    @Test func `recovery cancels what is to come and withdraws what nobody did yet`() async throws {
        var (fixture, machine) = try await failing()
        try await pass(10, fixture)
        _ = try await machine.report(["os.id": .known(.text("fedora"))], in: fixture)
        #expect(try await actions(fixture, machine).map(\.state) == [.cancelled, .cancelled])
        let before = try await notices(fixture).count
        try await pass(20, fixture)
        #expect(try await actions(fixture, machine).count == 2)
        #expect(try await notices(fixture).count == before)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        #expect(try await notices(fixture).count == before + 1, "a new interval begins anew")
    }

    @Test func `an edit moves what is to come and repeats nothing`() async throws {
        let (fixture, machine) = try await failing()
        try await pass(3, fixture)
        try await fixture.apply(
            policy(
                """
                - {action: notify, after: 1h, channels: [mail]}
                - {action: notify, after: 2d, channels: [mail]}
                - {action: lock, after: 4d}
                """))
        try await pass(0, fixture)
        #expect(try await notices(fixture).count == 2)
        try await pass(1, fixture)
        #expect(try await actions(fixture, machine).map(\.kind) == [.lock])
        try await fixture.apply(policy("- {action: lock, after: 6d}"))
        try await pass(3, fixture)
        #expect(try await actions(fixture, machine).count == 1)
    }

    @Test func `after a standstill the last notice is sent, not all that were missed`() async throws {
        let (fixture, machine) = try await failing(
            """
            - {action: notify, after: 1d, channels: [mail]}
            - {action: notify, after: 2d, channels: [mail]}
            - {action: notify, after: 3d, channels: [mail]}
            - {action: lock, after: 3d}
            """)
        try await pass(5, fixture)
        #expect(try await notices(fixture).map(\.kind) == [.deviceNoncompliant])
        #expect(try await actions(fixture, machine).count == 1)
    }

    @Test func `a device without an identity is left alone, and nothing turns in circles`() async throws {
        let (fixture, machine) = try await failing()
        try await fixture.enrolment.revoke(
            fixture.tenant.id, device: machine.device, reason: "lost", actor: "test")
        fixture.time.advance(Self.day * 20)
        for _ in 0..<5 where try await fixture.runner.runBatch() == 0 { break }
        #expect(try await fixture.runner.runBatch() == 0)
        #expect(try await actions(fixture, machine).isEmpty)
    }

    @Test func `a policy does only what its author may do`() async throws {
        let fixture = try await Fixture()
        let file = DocumentFile(name: "p.yaml", text: policy("- {action: lock, after: 1d}"))
        let refused = await fixture.code {
            _ = try await fixture.documents.apply([file], dryRun: false, as: fixture.caller(.policyAuthor))
        }
        #expect(refused == .notPermitted)
        try await fixture.apply(Self.channel)
        let notice = DocumentFile(name: "p.yaml", text: policy("- {action: notify, after: 1d, channels: [mail]}"))
        _ = try await fixture.documents.apply([notice], dryRun: false, as: fixture.caller(.policyAuthor))
    }

    @Test func `a channel or template that does not exist is refused, and one in use is not deleted`() async throws {
        let (fixture, _) = try await failing()
        for entry in ["channels: [male]", "channels: [mail], template: none"] {
            let code = await fixture.code {
                try await fixture.apply(policy("- {action: notify, after: 1d, \(entry)}"))
            }
            #expect(code != nil, "\(entry)")
        }
        let used = await fixture.code {
            try await fixture.documents.delete(
                kind: .notificationChannel, name: "mail", as: fixture.caller(.administrator))
        }
        #expect(used == .conflict)
    }

    @Test func `explaining says what was done and what comes when`() async throws {
        let (fixture, machine) = try await failing()
        let start = fixture.time.now
        let planned = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).planned
        #expect(planned.map(\.action) == ["notify", "notify", "lock", "retire"])
        #expect(planned.map(\.isDone) == [true, false, false, false])
        #expect(planned.map(\.dueAt) == [0, 2, 5, 10].map { start + Self.day * $0 })
    }
}
