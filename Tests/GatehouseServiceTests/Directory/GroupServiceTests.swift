import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct GroupServiceTests {
    @Test func `people, devices and groups are put into a group and taken out of it`() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.person("ada")
        let device = try await fixture.enrol(serial: "S1")
        let team = try await fixture.groups.create(GroupChanges(name: "Team"), by: fixture.admin)
        _ = try await fixture.groups.create(GroupChanges(name: "All"), by: fixture.admin)
        try await fixture.groups.add(.user("ADA"), to: "team", by: fixture.admin)
        try await fixture.groups.add(.device("laptop"), to: "team", by: fixture.admin)
        try await fixture.groups.add(.group("Team"), to: "All", by: fixture.admin)
        #expect(try await fixture.members(of: "Team") == ["ada", "laptop"])
        #expect(try await fixture.users.groups(of: "ada", fixture.tenant.id).map(\.name) == ["All", "Team"])
        #expect(
            try await fixture.store.read(fixture.tenant.id) { try $0.groups(of: .device(device)).count } == 2)
        try await fixture.groups.remove(ada.id.description, from: team.id.description, by: fixture.admin)
        #expect(try await fixture.members(of: "Team") == ["laptop"])
        let gone = await fixture.refusal {
            try await fixture.groups.remove(ada.id.description, from: "Team", by: fixture.admin)
        }
        #expect(gone?.code == .notFound)
        try await fixture.groups.delete("Team", by: fixture.admin)
        #expect(try await fixture.members(of: "All").isEmpty)
    }

    @Test func `a group is never in itself, however long the way`() async throws {
        let fixture = try await Fixture()
        for name in ["A", "B", "C"] { _ = try await fixture.groups.create(GroupChanges(name: name), by: fixture.admin) }
        try await fixture.groups.add(.group("B"), to: "A", by: fixture.admin)
        try await fixture.groups.add(.group("C"), to: "B", by: fixture.admin)
        for (inner, outer) in [("A", "C"), ("A", "B"), ("A", "A")] {
            let error = await fixture.refusal {
                try await fixture.groups.add(.group(inner), to: outer, by: fixture.admin)
            }
            #expect(error?.code == .conflict, "\(inner) into \(outer)")
        }
        try await fixture.groups.add(.group("C"), to: "A", by: fixture.admin)
    }

    @Test func `a rule's members follow what people are`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada") { $0.department = "Sales" }
        try await fixture.person("grace") { $0.department = "Legal" }
        _ = try await fixture.groups.create(
            GroupChanges(name: "Sales", rule: #"user.department -eq "Sales""#), by: fixture.admin)
        #expect(try await fixture.members(of: "Sales") == ["ada"])
        var changes = UserChanges()
        changes.department = "sales"
        _ = try await fixture.users.change("grace", changes, by: fixture.admin)
        changes.department = ""
        _ = try await fixture.users.change("ada", changes, by: fixture.admin)
        try await fixture.person("edsger") { $0.department = "Sales" }
        #expect(try await fixture.members(of: "Sales") == ["edsger", "grace"])
        let error = await fixture.refusal {
            try await fixture.groups.add(.user("ada"), to: "Sales", by: fixture.admin)
        }
        #expect(error?.code == .conflict)
    }

    @Test func `a rule's members follow what devices are`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.groups.create(
            GroupChanges(name: "Ada's", rule: #"device.owner -eq "ada@example.org""#), by: fixture.admin)
        _ = try await fixture.groups.create(
            GroupChanges(name: "Linux", rule: #"device.platform -eq "linux""#), by: fixture.admin)
        let device = try await fixture.enrol(serial: "S1")
        #expect(try await fixture.members(of: "Linux") == ["laptop"])
        #expect(try await fixture.members(of: "Ada's").isEmpty)
        var changes = AssetChanges()
        changes.owner = "ada@example.org"
        _ = try await fixture.devices.assign(fixture.tenant.id, device, changes, actor: "test")
        #expect(try await fixture.members(of: "Ada's") == ["laptop"])
    }

    @Test func `a report and a new name move a device in the unit of work that brings them`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        for (name, rule) in [
            ("Dell", #"device.manufacturer -eq "Dell""#), ("Eng", #"device.displayName -startsWith "eng-""#),
        ] {
            _ = try await fixture.groups.create(GroupChanges(name: name, rule: rule), by: fixture.admin)
        }
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["hardware.manufacturer": .known(.text("Dell"))], in: fixture)
        #expect(try await fixture.members(of: "Dell") == ["laptop"])
        _ = try await machine.report(["hardware.manufacturer": .known(.text("HP"))], in: fixture)
        #expect(try await fixture.members(of: "Dell").isEmpty)
        let batch = try await fixture.actions.request(
            tenant, ActionProposal(.rename(to: "eng-7"), devices: [machine.device]), as: fixture.admin
        ).batch.id
        let actions = try await fixture.store.read(tenant) { try $0.actions(in: batch) }
        let action = try #require(actions.first?.id)
        _ = try await fixture.actions.accept(tenant, device: machine.device, action: action)
        try await fixture.actions.report(
            tenant, device: machine.device, action: action, ActionProgress(.succeeded))
        #expect(try await fixture.members(of: "Eng") == ["eng-7"])
    }

    @Test func `a rule that changes moves everybody, batch by batch`() async throws {
        let fixture = try await Fixture()
        let count = 450
        try await fixture.store.write(fixture.tenant.id) { work in
            for number in 0..<count {
                var user = User.numbered(number)
                user.department = number.isMultiple(of: 2) ? "Even" : "Odd"
                try work.save(user)
            }
        }
        _ = try await fixture.groups.create(
            GroupChanges(name: "G", rule: #"user.department -eq "Even""#), by: fixture.admin)
        try await fixture.runner.runDue()
        #expect(try await fixture.members(of: "G").count == count / 2)
        _ = try await fixture.groups.change(
            "G", GroupChanges(rule: #"user.department -eq "Odd""#), by: fixture.admin)
        try await fixture.runner.runDue()
        let members = try await fixture.members(of: "G")
        #expect(members.count == count / 2 && members.contains("person-1@example.com"))
        #expect(!members.contains("person-2@example.com"))
        #expect(
            try await fixture.store.read(fixture.tenant.id) { try $0.jobCount(kind: "directory.evaluateGroup") } == 0)
    }

    @Test func `a group that loses its rule keeps its members, and one that gets a rule over others loses them`()
        async throws
    {
        let fixture = try await Fixture()
        try await fixture.person("ada") { $0.department = "Sales" }
        _ = try await fixture.groups.create(
            GroupChanges(name: "G", rule: #"user.department -eq "Sales""#), by: fixture.admin)
        _ = try await fixture.groups.change("G", GroupChanges(rule: ""), by: fixture.admin)
        #expect(try await fixture.members(of: "G") == ["ada"])
        _ = try await fixture.groups.change(
            "G", GroupChanges(rule: #"device.platform -eq "linux""#), by: fixture.admin)
        #expect(try await fixture.members(of: "G").isEmpty)
    }

    @Test func `a rule that cannot be read is refused with its place and a suggestion`() async throws {
        let fixture = try await Fixture()
        let error = await fixture.refusal {
            _ = try await fixture.groups.create(
                GroupChanges(name: "G", rule: #"user.departmet -eq "Sales""#), by: fixture.admin)
        }
        #expect(error?.message == "the rule cannot be read: unknown property `user.departmet`, at character 1")
        #expect(error?.hint == "did you mean `user.department`?")
    }

    @Test func `a group that a provisioning client keeps is not changed here`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada")
        try await fixture.store.write(fixture.tenant.id) { work in
            var group = Group.numbered(1)
            group.isProvisioned = true
            try work.save(group)
        }
        let attempts: [@Sendable () async throws -> Void] = [
            { try await fixture.groups.add(.user("ada"), to: "Group 1", by: fixture.admin) },
            { _ = try await fixture.groups.change("Group 1", GroupChanges(name: "x"), by: fixture.admin) },
        ]
        for attempt in attempts { #expect(await fixture.refusal(attempt)?.code == .conflict) }
    }
}
