import GatehouseModel
import GatehousePolicy

/// The words of ``AccessPolicy/State`` in documents.
enum AccessStateWords {
    static let all: [(word: String, value: AccessPolicy.State)] = [
        ("enabled", .enabled), ("reportOnly", .reportOnly), ("disabled", .disabled),
    ]

    static func word(for state: AccessPolicy.State) -> String {
        switch state {
        case .enabled: "enabled"
        case .reportOnly: "reportOnly"
        case .disabled: "disabled"
        }
    }
}

extension SpecReader {
    func accessPolicy() -> AccessPolicyDocument? {
        guard let reader = reader(["state", "conditions", "grant"]) else { return nil }
        let state = reader.optional("state").flatMap { reader.choice($0, "state", AccessStateWords.all) }
        let hint = "write `conditions: {applications: {include: [All]}}` for every request"
        let conditions = reader.required("conditions", hint: hint).flatMap(conditions)
        let grant = reader.required("grant", hint: "write `grant: {controls: [block]}` or what is required")
            .flatMap(grant)
        guard let conditions, let grant else { return nil }
        let policy = AccessPolicy(
            name: metadata.name, summary: metadata.description, state: state ?? .enabled,
            conditions: conditions.conditions, grantOperator: grant.operator, controls: grant.controls)
        return AccessPolicyDocument(policy, locations: conditions.locations)
    }

    private typealias Conditions = (conditions: AccessConditions, locations: Selection<LocationReference>?)

    private func conditions(_ node: YAMLNode) -> Conditions? {
        let names = ["applications", "platforms", "locations", "clientApplications", "deviceFilter"]
        guard
            let reader = MappingReader(node, "`conditions`", path: "conditions", names: names, findings: findings)
        else { return nil }
        var conditions = AccessConditions()
        let hint = "write `applications: {include: [All]}` for every application"
        if let node = reader.required("applications", hint: hint),
            let selection = selection(node, "applications", reader)
        {
            conditions.applications = selection.selection { reader.documentName($0, $1) }
        }
        if let node = reader.optional("platforms"), let selection = selection(node, "platforms", reader) {
            conditions.platforms = selection.selection { selection.reader.choice($0, $1) }
        }
        if let node = reader.optional("clientApplications") {
            conditions.clientApplications = reader.set(node, "clientApplications") { reader.choice($0, $1) }
            if case .sequence(let elements) = node.content, elements.isEmpty {
                findings.report(at: node.position, "`conditions.clientApplications` is empty")
            }
        }
        if let node = reader.optional("deviceFilter") { conditions.deviceFilter = deviceFilter(node) }
        let locations = reader.optional("locations").flatMap { selection($0, "locations", reader) }?
            .selection { location($0, $1, reader) }
        return (conditions, locations)
    }

    private func selection(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> SelectionReader? {
        SelectionReader(node, path: reader.child(name), findings: findings)
    }

    /// Anything with a slash or colon is meant as a range; a name has neither.
    private func location(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> LocationReference? {
        guard let text = reader.text(node, name) else { return nil }
        if let range = IPRange(text) { return .range(range) }
        guard !text.contains("/"), !text.contains(":") else {
            findings.report(
                at: node.position, "\(node.description) is not an address range",
                hint:
                    "write `192.0.2.0/24` or `2001:db8::/32`, with no bits beyond the prefix, or the name of a location"
            )
            return nil
        }
        return reader.documentName(node, name).map(LocationReference.named)
    }

    private func deviceFilter(_ node: YAMLNode) -> DeviceFilter? {
        let path = "conditions.deviceFilter"
        let names = ["mode", "rule"]
        guard let reader = MappingReader(node, "`\(path)`", path: path, names: names, findings: findings) else {
            return nil
        }
        let mode: DeviceFilter.Mode? = reader.required("mode", hint: "one of include, exclude")
            .flatMap { reader.choice($0, "mode") }
        let rule = reader.required("rule").flatMap { filter($0, "rule", reader) }
        guard let mode, let rule else { return nil }
        return DeviceFilter(mode: mode, rule: rule)
    }

    /// A filter; its own error is shown at the character that it complains of.
    func filter(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> FilterExpression? {
        guard let text = reader.text(node, name, most: 8192) else { return nil }
        do {
            return try FilterExpression(parsing: text)
        } catch {
            findings.report(at: findings.place(ofByte: error.offset, in: node), splitting: error.message)
            return nil
        }
    }

    private typealias Grant = (operator: AccessPolicy.Operator, controls: [GrantControl])

    private func grant(_ node: YAMLNode) -> Grant? {
        let names = ["operator", "controls"]
        guard let reader = MappingReader(node, "`grant`", path: "grant", names: names, findings: findings) else {
            return nil
        }
        let wanted: AccessPolicy.Operator? = reader.optional("operator").flatMap { reader.choice($0, "operator") }
        guard let node = reader.required("controls", hint: "one of block, compliantDevice, minimumAssurance") else {
            return nil
        }
        let controls = reader.list(node, "controls") { control($0, $1, reader) }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if case .sequence = node.content { findings.report(at: node.position, "`grant.controls` is empty") }
            return nil
        }
        for (index, control) in controls.enumerated() where controls[..<index].contains(control) {
            findings.report(at: node.position, "`grant.controls` has `\(control)` twice")
        }
        if controls.contains(.block), controls.count > 1 {
            findings.report(at: node.position, "`block` stands alone", hint: "nothing can lift a block")
        }
        return (wanted ?? .and, controls)
    }

    private func control(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> GrantControl? {
        guard case .mapping = node.content else {
            return reader.choice(node, name, [("block", .block), ("compliantDevice", .compliantDevice)])
        }
        let path = reader.child(name)
        let names = ["minimumAssurance"]
        guard let control = MappingReader(node, "`\(path)`", path: path, names: names, findings: findings) else {
            return nil
        }
        let least: Assurance? = control.required("minimumAssurance").flatMap { control.choice($0, "minimumAssurance") }
        return least.map(GrantControl.minimumAssurance)
    }
}
