import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct GroupDocumentTests {
    @Test func `a group has members, a rule, or neither`() throws {
        let text =
            Texts.document("DeviceGroup", name: "a", spec: "members: [laptop-2, 'my laptop', laptop-1]") + "---\n"
            + Texts.document("DeviceGroup", name: "b", spec: #"rule: device.model -startsWith "X""#)
            + "---\napiVersion: gatehouse/v1\nkind: DeviceGroup\nmetadata: {name: c, description: by code}\n"
        let rule = try FilterExpression(parsing: #"device.model -startsWith "X""#)
        #expect(
            try Texts.documents(text) == [
                .deviceGroup(
                    DeviceGroup(name: "a", membership: .assigned(["laptop-1", "laptop-2", "my laptop"]))),
                .deviceGroup(DeviceGroup(name: "b", membership: .dynamic(rule))),
                .deviceGroup(DeviceGroup(name: "c", description: "by code")),
            ])
    }

    @Test func `a policy names its assignment filter`() throws {
        let text = Texts.document(
            "CompliancePolicy",
            spec: """
                assignmentFilter: {name: corporate, mode: exclude}
                requirements: [{name: a, fact: os.id, equals: debian}]
                """)
        guard case .compliancePolicy(let policy) = try #require(try Texts.documents(text).first) else {
            Issue.record("not a compliance policy")
            return
        }
        #expect(policy.assignmentFilter == AssignedFilter(name: "corporate", mode: .exclude))
    }

    @Test(arguments: [
        (
            "DeviceGroup", "members: [a]\nrule: device.model -eq \"X\"", 7, 9,
            "a group has `members` or a `rule`, not both"
        ),
        ("DeviceGroup", "members: []", 6, 12, "`members` is empty"),
        ("DeviceGroup", "members: [a, a]", 6, 16, "`a` is given twice"),
        ("DeviceGroup", "members: [{a: b}]", 6, 13, "`members[0]` must be text, not a mapping"),
        (
            "DeviceGroup", "rule: device.isCompliant -eq true", 6, 9,
            "`device.isCompliant` cannot choose the policies that decide compliance"
        ),
        (
            "AssignmentFilter", "rule: device.modell -eq \"X\"", 6, 9, "unknown property `device.modell`"
        ),
        (
            "AssignmentFilter", "rule: -not (device.isCompliant -eq true)", 6, 9,
            "`device.isCompliant` cannot choose the policies that decide compliance"
        ),
        ("AssignmentFilter", "rules: x", 6, 3, "unknown field `rules` in `spec`"),
    ])
    func `what a group or filter cannot be is refused at its place`(
        kind: String, spec: String, line: Int, column: Int, message: String
    ) {
        let problems = Texts.problems(Texts.document(kind, spec: spec))
        #expect(
            problems.contains { $0.line == line && $0.column == column && $0.message == message },
            "\(problems)")
    }

    @Test func `an assignment filter wants a name and a mode`() {
        let text = Texts.document("CompliancePolicy", spec: "assignmentFilter: {mode: only}\nrequirements: []")
        let messages = Texts.problems(text).map(\.message)
        #expect(messages.contains("`assignmentFilter.name` is missing"))
        #expect(messages.contains("`only` is not a value of `assignmentFilter.mode`"))
    }

    @Test func `the group of all devices has no name`() {
        #expect(!Texts.problems(Texts.document("DeviceGroup", name: "All", spec: "members: [a]")).isEmpty)
    }
}
