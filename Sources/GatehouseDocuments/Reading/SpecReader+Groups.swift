import GatehouseModel
import GatehousePolicy

extension SpecReader {
    func deviceGroup() -> DeviceGroup? {
        guard let reader = reader(["members", "rule"]) else { return nil }
        var group = DeviceGroup(name: metadata.name, description: metadata.description)
        if metadata.name == SelectionReader.all {
            findings.report(at: spec.position, "`All` cannot be the name of a group: it would mean every device")
        }
        if let node = reader.optional("members") { group.membership = .assigned(members(node, reader)) }
        guard let node = reader.optional("rule") else { return group }
        if reader.optional("members") != nil {
            findings.report(
                at: node.position, "a group has `members` or a `rule`, not both",
                hint: "make a second group, and include both where a policy is assigned")
        }
        guard let rule = filter(node, "rule", reader) else { return nil }
        group.membership = .dynamic(rule)
        return group
    }

    func assignmentFilter() -> AssignmentFilter? {
        guard let reader = reader(["rule"]), let node = reader.required("rule"),
            let rule = filter(node, "rule", reader)
        else { return nil }
        return AssignmentFilter(name: metadata.name, description: metadata.description, rule: rule)
    }

    /// The named filter of a policy's assignment.
    func assignedFilter(_ node: YAMLNode) -> AssignedFilter? {
        let path = "assignmentFilter"
        guard
            let reader = MappingReader(node, "`\(path)`", path: path, names: ["name", "mode"], findings: findings)
        else { return nil }
        let name = reader.required("name", hint: "the name of an AssignmentFilter")
            .flatMap { reader.documentName($0, "name") }
        let mode: DeviceFilter.Mode? = reader.required("mode", hint: "one of include, exclude")
            .flatMap { reader.choice($0, "mode") }
        guard let name, let mode else { return nil }
        return AssignedFilter(name: name, mode: mode)
    }

    private func members(_ node: YAMLNode, _ reader: MappingReader) -> [String] {
        if case .sequence(let elements) = node.content, elements.isEmpty {
            findings.report(
                at: node.position, "`members` is empty", hint: "leave it out where enrolment codes fill the group")
        }
        return reader.set(node, "members") { member($0, $1, reader) }.sorted()
    }

    /// The id or the name of a device; whether there is one is not asked here: it may enrol later.
    private func member(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, name, most: 255) else { return nil }
        guard !text.isEmpty, !text.contains(where: \.isNewline) else {
            return reader.refuse(node, name, wanted: "the name or the id of a device")
        }
        return text
    }
}
