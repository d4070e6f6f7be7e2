import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct DeviceGroupTests {
    /// A policy of Dell's machines that asks for Debian, and one of everybody else that asks for nothing much.
    private static let documents = """
        apiVersion: gatehouse/v1
        kind: DeviceGroup
        metadata: {name: dell}
        spec: {rule: device.manufacturer -eq "Dell"}
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: dells-run-debian}
        spec:
          groups: {include: [dell]}
          requirements: [{name: debian, fact: os.id, equals: debian}]
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: others-run-something}
        spec:
          groups: {exclude: [dell]}
          requirements: [{name: something, fact: os.id, notEquals: windows}]
        """

    private func group(_ name: String, _ spec: String) -> String {
        "apiVersion: gatehouse/v1\nkind: DeviceGroup\nmetadata: {name: \(name)}\nspec: {\(spec)}\n"
    }

    private func device(_ fixture: Fixture, _ id: DeviceID) async throws -> Device {
        try await fixture.devices.dossier(fixture.tenant.id, id).record.device
    }

    private func state(_ fixture: Fixture, _ id: DeviceID) async throws -> ComplianceState? {
        try await fixture.compliance.explain(fixture.tenant.id, device: id).verdict?.state
    }

    @Test func `an attribute that changes moves the device and judges it, in the report that brings it`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(Self.documents)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("fedora"))], in: fixture)
        #expect(try await device(fixture, machine.device).groups == [])
        #expect(try await state(fixture, machine.device) == .compliant)
        let before = try await fixture.store.newestSequence()
        _ = try await machine.report(["hardware.manufacturer": .known(.text("Dell"))], in: fixture)
        #expect(try await device(fixture, machine.device).groups == ["dell"])
        #expect(try await state(fixture, machine.device) == .noncompliant)
        let changes = try await fixture.store.changes(after: before, limit: 10).map(\.kind)
        #expect(changes.contains(.device) && changes.contains(.verdict))
        #expect(
            try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).statuses.map(\.policy)
                == ["dells-run-debian"])
    }

    @Test func `what the device once told is kept when it tells it no more`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(Self.documents)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["hardware.manufacturer": .known(.text("Dell"))], in: fixture)
        for state in [FactState.unavailable(reason: "hidden"), .absent(reason: "gone")] {
            _ = try await machine.report(["hardware.manufacturer": state], in: fixture)
            #expect(try await device(fixture, machine.device).groups == ["dell"])
        }
    }

    @Test func `an enrolled device is in its groups at once`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(group("example", #"rule: 'device.manufacturer -eq "Example"'"#))
        #expect(try await device(fixture, fixture.enrol().device).groups == ["example"])
    }

    @Test func `a device that keeps its manufacturer back is judged by both, and lifts no default`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(Self.documents)
        var application = try await fixture.application()
        application.manufacturer = ""
        var machine = Machine(try await fixture.enrolment.enrol(fixture.tenant.id, application).device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        #expect(try await device(fixture, machine.device).uncertainGroups == ["dell"])
        let found = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device)
        #expect(found.statuses.map(\.result) == [.satisfied, .satisfied])
        #expect(found.verdict?.state == .noncompliant)
        #expect(found.verdict?.note == "no compliance policy is known to reach this device")
    }

    @Test func `a group that changes regroups and judges the fleet in the background`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(Self.documents)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("fedora"))], in: fixture)
        try await fixture.apply(group("dell", #"rule: 'device.manufacturer -in ["Dell", "Example"]'"#))
        #expect(try await fixture.compliance.summary(fixture.tenant.id).evaluation != nil)
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, machine.device).groups == ["dell"])
        #expect(try await state(fixture, machine.device) == .noncompliant)
        try await fixture.apply(group("dell", "members: [nobody]"))
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, machine.device).groups == [])
        #expect(try await state(fixture, machine.device) == .compliant)
    }

    @Test func `a filter that changes judges the fleet in the background`() async throws {
        func filter(_ rule: String) -> String {
            "apiVersion: gatehouse/v1\nkind: AssignmentFilter\nmetadata: {name: f}\nspec: {rule: '\(rule)'}\n"
        }
        let fixture = try await Fixture()
        try await fixture.apply(
            filter(#"device.displayName -eq "laptop""#) + """
                ---
                apiVersion: gatehouse/v1
                kind: CompliancePolicy
                metadata: {name: p}
                spec:
                  assignmentFilter: {name: f, mode: include}
                  requirements: [{name: debian, fact: os.id, equals: debian}]
                """)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        #expect(try await state(fixture, machine.device) == .compliant)
        try await fixture.apply(filter(#"device.displayName -eq "desktop""#))
        try await fixture.runner.runBatch()
        #expect(try await state(fixture, machine.device) == .noncompliant)
    }

    @Test func `a name that a second device takes says of neither that it is meant, until one is gone`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(group("vip", "members: [Laptop]"))
        let first = try await fixture.enrol().device
        #expect(try await device(fixture, first).groups == ["vip"])
        let second = try await fixture.enrol(hardware: "b", name: "LAPTOP").device
        try await fixture.runner.runBatch()
        for id in [first, second] {
            #expect(try await device(fixture, id).groups == [])
            #expect(try await device(fixture, id).uncertainGroups == ["vip"])
        }
        try await fixture.enrolment.revoke(fixture.tenant.id, device: second, reason: "impostor", actor: "test")
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, first).groups == ["vip"])
        let third = try await fixture.enrol(hardware: "c").device
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, first).uncertainGroups == ["vip"])
        try await fixture.devices.delete(fixture.tenant.id, third, actor: "test")
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, first).groups == ["vip"])
    }

    @Test func `an enrolment code's groups last, and count while they have no rule`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(group("staff", ""))
        let code = try await fixture.codes.create(
            fixture.tenant.id, uses: 1, lifetime: .seconds(60), ownership: .company, groups: ["staff"], actor: "test")
        let id = try await fixture.enrolment.enrol(
            fixture.tenant.id, fixture.application(code: code.secret)
        ).device
        #expect(try await device(fixture, id).groups == ["staff"])
        try await fixture.apply(group("staff", #"rule: 'device.displayName -eq "other"'"#))
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, id).groups == [])
        try await fixture.apply(group("staff", ""))
        try await fixture.runner.runBatch()
        #expect(try await device(fixture, id).groups == ["staff"])
    }

    @Test func `an enrolment code gives no dynamic group`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(group("dell", #"rule: 'device.manufacturer -eq "Dell"'"#))
        let code = await fixture.code {
            _ = try await fixture.codes.create(
                fixture.tenant.id, uses: 1, lifetime: .seconds(60), ownership: .company, groups: ["dell"],
                actor: "test")
        }
        #expect(code == .invalid)
    }

    @Test func `a group is not deleted while an enrolment code gives it`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(group("staff", ""))
        let made = try await fixture.codes.create(
            fixture.tenant.id, uses: 1, lifetime: .seconds(60), ownership: .company, groups: ["staff"], actor: "test")
        let delete = {
            try await fixture.documents.delete(kind: .deviceGroup, name: "staff", as: fixture.caller(.administrator))
        }
        #expect(await fixture.code(of: delete) == .conflict)
        try await fixture.codes.revoke(fixture.tenant.id, id: made.code.id, actor: "test")
        #expect(await fixture.code(of: delete) == nil)
    }

    @Test func `groups and filters that a policy names must exist, and stay`() async throws {
        let fixture = try await Fixture()
        let policy = """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: p}
            spec:
              assignmentFilter: {name: corporate, mode: include}
              requirements: [{name: debian, fact: os.id, equals: debian}]
            """
        #expect(await fixture.code { try await fixture.apply(policy) } == .invalidDocument)
        let filter = """

            ---
            apiVersion: gatehouse/v1
            kind: AssignmentFilter
            metadata: {name: corporate}
            spec: {rule: device.deviceOwnership -eq "Company"}
            """
        try await fixture.apply(policy + filter)
        let code = await fixture.code {
            try await fixture.documents.delete(
                kind: .assignmentFilter, name: "corporate", as: fixture.caller(.administrator))
        }
        #expect(code == .conflict)
    }

    @Test func `applying warns about members that are nobody or several, and attributes that nobody has`() async throws
    {
        let fixture = try await Fixture()
        _ = try await fixture.enrol()
        _ = try await fixture.enrol(hardware: "b")
        let text =
            group("a", "members: [ghost, laptop]") + "---\n"
            + group("b", #"rule: 'device.extensionAttribute3 -eq "x"'"#)
        let outcome = try await fixture.documents.apply(
            [DocumentFile(name: "a.yaml", text: text)], dryRun: true, as: fixture.caller(.administrator))
        #expect(outcome.warnings.count == 3)
        #expect(outcome.warnings.contains { $0.contains("`device.extensionAttribute3`") })
        #expect(outcome.warnings.contains { $0.hasSuffix("`ghost`: there is no such device yet") })
        #expect(outcome.warnings.contains { $0.contains("as 2 devices are called") })
    }
}
