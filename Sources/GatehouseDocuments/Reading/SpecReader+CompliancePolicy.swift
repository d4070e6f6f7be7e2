import GatehouseModel
import GatehousePolicy

extension SpecReader {
    /// The longest grace that makes sense: after a year nobody remembers.
    static let graceRange = Duration.zero ... .seconds(365 * 86_400)

    func compliancePolicy() -> CompliancePolicy? {
        let names = [
            "platforms", "groups", "filter", "assignmentFilter", "grace", "hysteresis", "requirements", "customRules",
            "scheduledActions",
        ]
        guard let reader = reader(names) else { return nil }
        var policy = CompliancePolicy(name: metadata.name, summary: metadata.description, requirements: [])
        if let node = reader.optional("platforms") { policy.platforms = platforms(node, reader) }
        if let node = reader.optional("groups") { readGroups(node, into: &policy) }
        policy.filter = reader.optional("filter").flatMap { filter($0, "filter", reader) }
        policy.assignmentFilter = reader.optional("assignmentFilter").flatMap(assignedFilter)
        let grace = reader.optional("grace").flatMap { reader.duration($0, "grace", within: Self.graceRange) }
        policy.grace = grace ?? .zero
        if let node = reader.optional("hysteresis") { policy.hysteresis = hysteresis(node, "hysteresis") }
        if let node = reader.optional("scheduledActions") { readSchedule(node, reader, grace: grace, into: &policy) }
        policy.customRules = reader.optional("customRules").flatMap(customRules)
        if policy.customRules != nil, reader.optional("requirements") == nil { return policy }
        guard let node = reader.required("requirements") else { return nil }
        if case .sequence(let elements) = node.content, elements.isEmpty {
            findings.report(at: node.position, "`requirements` is empty: every device would comply")
        }
        policy.requirements = reader.list(node, "requirements") { requirement($0, $1) }
        return policy
    }

    private func platforms(_ node: YAMLNode, _ reader: MappingReader) -> Set<Platform> {
        if case .sequence(let elements) = node.content, elements.isEmpty {
            findings.report(
                at: node.position, "`\(reader.child("platforms"))` is empty", hint: "leave it out for every platform")
        }
        return reader.set(node, "platforms") { reader.choice($0, $1) }
    }

    private func readGroups(_ node: YAMLNode, into policy: inout CompliancePolicy) {
        let names = ["include", "exclude"]
        guard let reader = MappingReader(node, "`groups`", path: "groups", names: names, findings: findings) else {
            return
        }
        let all = "leave `include` out for every device"
        if let node = reader.optional("include") {
            policy.includedGroups = reader.set(node, "include") { reader.documentName($0, $1) }.sorted()
            if case .sequence(let elements) = node.content, elements.isEmpty {
                findings.report(at: node.position, "`groups.include` is empty", hint: all)
            }
            if policy.includedGroups.contains(SelectionReader.all) {
                findings.report(at: node.position, "`All` is not a group", hint: all)
            }
        }
        if let node = reader.optional("exclude") {
            policy.excludedGroups = reader.set(node, "exclude") { reader.documentName($0, $1) }.sorted()
        }
    }

    private func requirement(_ node: YAMLNode, _ element: String) -> Requirement? {
        let path = element
        let names =
            ["name", "fact", "type"] + FactTestReader.words
            + ["minimumAssurance", "grace", "hysteresis", "severity", "platforms", "when", "remediation"]
        guard let reader = MappingReader(node, "a requirement", path: path, names: names, findings: findings) else {
            return nil
        }
        let name = reader.required("name").flatMap { requirementName($0, reader) }
        let declared: CustomSettingType? = reader.optional("type").flatMap { reader.choice($0, "type") }
        let tested: FactTestReader.Tested? = FactTestReader(
            reader: reader, findings: findings, declared: declared
        ).read()
        if let tested, !tested.fact.isCustom, let node = reader.optional("type") {
            findings.report(at: node.position, "`type` is for facts of scripts: the catalogue knows `\(tested.fact)`")
        }
        let condition = reader.optional("when").flatMap { precondition($0, path: reader.child("when")) }
        let assurance: Assurance? = reader.optional("minimumAssurance").flatMap {
            reader.choice($0, "minimumAssurance")
        }
        let severity: Severity? = reader.optional("severity").flatMap { reader.choice($0, "severity") }
        let grace = reader.optional("grace").flatMap { reader.duration($0, "grace", within: Self.graceRange) }
        let held = reader.optional("hysteresis").map { hysteresis($0, reader.child("hysteresis")) }
        let reach = reader.optional("platforms").map { platforms($0, reader) } ?? []
        let remediation = reader.optional("remediation").flatMap { reader.text($0, "remediation") } ?? ""
        guard let name, let tested else { return nil }
        return Requirement(
            name: name, fact: tested.fact, test: tested.test, minimumAssurance: assurance ?? .agentVerified,
            grace: grace, severity: severity ?? .medium, platforms: reach,
            precondition: condition, remediation: remediation, declaredType: declared?.factType,
            hysteresis: held ?? Hysteresis())
    }

    private func requirementName(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let name = reader.text(node, "name", most: 128) else { return nil }
        guard !name.contains(where: \.isNewline), name.contains(where: { !$0.isWhitespace }) else {
            return reader.refuse(node, "name", wanted: "a line of text")
        }
        return name
    }

    private func precondition(_ node: YAMLNode, path: String) -> Requirement.Precondition? {
        let names = ["fact"] + FactTestReader.words
        guard let reader = MappingReader(node, "`\(path)`", path: path, names: names, findings: findings) else {
            return nil
        }
        return FactTestReader(reader: reader, findings: findings).read()
            .map { Requirement.Precondition(fact: $0.fact, test: $0.test) }
    }
}
