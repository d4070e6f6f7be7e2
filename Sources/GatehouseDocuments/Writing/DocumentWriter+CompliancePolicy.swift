import GatehouseModel
import GatehousePolicy

extension DocumentWriter {
    static func compliancePolicy(_ policy: CompliancePolicy) -> FieldList {
        var fields = FieldList()
        fields.add("platforms", policy.platforms)
        var groups = FieldList()
        if !policy.includedGroups.isEmpty { groups.add("include", .words(policy.includedGroups)) }
        if !policy.excludedGroups.isEmpty { groups.add("exclude", .words(policy.excludedGroups)) }
        if !groups.isEmpty { fields.add("groups", groups.tree) }
        fields.add("filter", policy.filter.map { .text($0.text) })
        if let filter = policy.assignmentFilter {
            var reference = FieldList()
            reference.add("name", .text(filter.name))
            reference.add("mode", .text(filter.mode.rawValue))
            fields.add("assignmentFilter", reference.tree)
        }
        fields.add("grace", policy.grace, unless: .zero)
        fields.add("hysteresis", tree(of: policy.hysteresis))
        if !policy.requirements.isEmpty {
            fields.add("requirements", .list(policy.requirements.map { requirement($0).tree }))
        }
        fields.add("customRules", policy.customRules.map(customRules))
        if !policy.scheduledActions.isEmpty {
            fields.add("scheduledActions", .list(policy.scheduledActions.map { scheduledAction($0).tree }))
        }
        return fields
    }

    private static func tree(of hysteresis: Hysteresis) -> YAMLTree? {
        var fields = FieldList()
        fields.add("recovery", hysteresis.recovery.map { .text($0.description) })
        fields.add("failure", hysteresis.failure.map { .text($0.description) })
        return fields.isEmpty ? nil : fields.tree
    }

    private static func scheduledAction(_ action: ScheduledAction) -> FieldList {
        var fields = FieldList()
        fields.add("action", .text(action.kind.rawValue))
        fields.add("after", .raw(action.after.text))
        guard let target = action.target else { return fields }
        fields.add("template", target.template.map { .text($0) })
        fields.add("channels", .words(target.channels))
        if !target.recipients.isEmpty { fields.add("recipients", .words(target.recipients)) }
        return fields
    }

    private static func requirement(_ requirement: Requirement) -> FieldList {
        var fields = FieldList()
        fields.add("name", .text(requirement.name))
        fields.add("fact", .text(requirement.fact.rawValue))
        let declared = CustomSettingType.allCases.first { $0.factType == requirement.declaredType }
        fields.add("type", declared.map { .text($0.rawValue) })
        add(requirement.test, to: &fields)
        if requirement.minimumAssurance != .agentVerified {
            fields.add("minimumAssurance", .text(requirement.minimumAssurance.rawValue))
        }
        fields.add("grace", requirement.grace.map { .raw($0.text) })
        fields.add("hysteresis", tree(of: requirement.hysteresis))
        if requirement.severity != .medium { fields.add("severity", .text(requirement.severity.rawValue)) }
        fields.add("platforms", requirement.platforms)
        if let precondition = requirement.precondition {
            var when = FieldList()
            when.add("fact", .text(precondition.fact.rawValue))
            add(precondition.test, to: &when)
            fields.add("when", when.tree)
        }
        if !requirement.remediation.isEmpty { fields.add("remediation", .text(requirement.remediation)) }
        return fields
    }

    private static func add(_ test: FactTest, to fields: inout FieldList) {
        switch test {
        case .compare(let comparison, let value): fields.add(comparison.rawValue, tree(of: value))
        case .rows(let quantifier, let tests): fields.add(quantifier.rawValue, rows(tests))
        }
    }

    /// The tests of one column stand together; a lone `equals` is written as its value.
    private static func rows(_ tests: [ColumnTest]) -> YAMLTree {
        var columns = [(name: String, tests: [ColumnTest])]()
        for test in tests {
            if let index = columns.firstIndex(where: { $0.name == test.column }) {
                columns[index].tests.append(test)
            } else {
                columns.append((test.column, [test]))
            }
        }
        return .mapping(
            columns.map { column in
                if column.tests.count == 1, column.tests[0].comparison == .equals {
                    return (column.name, tree(of: column.tests[0].value))
                }
                return (column.name, .mapping(column.tests.map { ($0.comparison.rawValue, tree(of: $0.value)) }))
            })
    }

    static func tree(of value: FactValue) -> YAMLTree {
        switch value {
        case .boolean(let value): .raw(value ? "true" : "false")
        case .integer(let value): .raw(String(value))
        case .text(let value): .text(value)
        case .list(let values): .list(values.map(tree))
        case .record(let fields): .mapping(fields.sorted { $0.key < $1.key }.map { ($0.key, tree(of: $0.value)) })
        }
    }
}
