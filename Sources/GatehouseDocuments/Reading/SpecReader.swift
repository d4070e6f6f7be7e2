import GatehouseModel
import GatehousePolicy

/// Reads the `spec` of each kind.
struct SpecReader {
    let spec: YAMLNode
    let metadata: Metadata
    let findings: Findings

    /// The document, if it could be read and its model finds nothing wrong with it.
    func read(_ kind: DocumentKind) -> Document? {
        let known = findings.problems.count
        guard let document = readUnchecked(kind), findings.problems.count == known else { return nil }
        for problem in problems(of: document) {
            findings.report(
                at: findings.place(of: Self.writtenPath(problem.path)) ?? spec.position, splitting: problem.message)
        }
        return document
    }

    private func problems(of document: Document) -> [PolicyProblem] {
        switch document {
        case .compliancePolicy(let policy): policy.validate()
        case .accessPolicy(let policy): policy.validate()
        case .tenantSettings(let settings): settings.access.validate()
        case .deviceGroup(let group): group.validate()
        case .assignmentFilter(let filter): filter.validate()
        case .complianceScript, .application, .enforcementPoint, .identityProvider, .namedLocation,
            .notificationChannel, .notificationTemplate:
            []
        }
    }

    /// The model's words for a place, as documents write them.
    private static func writtenPath(_ path: String) -> String {
        let path = path.replacing(".precondition", with: ".when")
        return path.hasPrefix("controls") ? "grant.\(path)" : path
    }

    private func readUnchecked(_ kind: DocumentKind) -> Document? {
        switch kind {
        case .compliancePolicy: compliancePolicy().map(Document.compliancePolicy)
        case .complianceScript: complianceScript().map(Document.complianceScript)
        case .accessPolicy: accessPolicy().map(Document.accessPolicy)
        case .application: application().map(Document.application)
        case .enforcementPoint: enforcementPoint().map(Document.enforcementPoint)
        case .deviceGroup: deviceGroup().map(Document.deviceGroup)
        case .assignmentFilter: assignmentFilter().map(Document.assignmentFilter)
        case .identityProvider: identityProvider().map(Document.identityProvider)
        case .namedLocation: namedLocation().map(Document.namedLocation)
        case .notificationChannel: notificationChannel().map(Document.notificationChannel)
        case .notificationTemplate: notificationTemplate().map(Document.notificationTemplate)
        case .tenantSettings: tenantSettings().map(Document.tenantSettings)
        }
    }

    /// The fields of the spec itself.
    func reader(_ names: [String]) -> MappingReader? {
        MappingReader(spec, "`spec`", path: "", names: names, findings: findings)
    }

    private func application() -> Application? {
        guard let reader = reader(["url"]) else { return nil }
        if metadata.name == SelectionReader.all {
            findings.report(
                at: spec.position, "`All` cannot be the name of an application: policies use it for every one")
        }
        let url = reader.optional("url").flatMap { node -> String? in
            guard let text = reader.text(node, "url", most: 2048) else { return nil }
            guard text.hasPrefix("https://"), text.count > 8, !text.contains(where: \.isWhitespace) else {
                return reader.refuse(node, "url", wanted: "a URL that begins with `https://`")
            }
            return text
        }
        return Application(name: metadata.name, description: metadata.description, url: url)
    }

    private func enforcementPoint() -> EnforcementPoint? {
        guard let reader = reader(["applications", "transport", "socket"]) else { return nil }
        let applications = reader.required("applications").map { node in
            reader.list(node, "applications") { reader.documentName($0, $1) }
        }
        if let node = reader.optional("applications"), case .sequence(let elements) = node.content, elements.isEmpty {
            findings.report(at: node.position, "`applications` is empty: the enforcement point could ask for nothing")
        }
        let transport: EnforcementPoint.Transport? = reader.optional("transport").flatMap {
            reader.choice($0, "transport")
        }
        let socket = reader.optional("socket").flatMap { node -> String? in
            guard let path = reader.text(node, "socket", most: 107) else { return nil }
            guard path.hasPrefix("/") else { return reader.refuse(node, "socket", wanted: "an absolute path") }
            if transport == .mutualTLS {
                findings.report(at: node.position, "`socket` has no meaning with `transport: mutualTLS`")
            }
            return path
        }
        return EnforcementPoint(
            name: metadata.name, description: metadata.description, applications: applications ?? [],
            transport: transport ?? .socket, socket: socket)
    }

    private func namedLocation() -> NamedLocation? {
        guard let reader = reader(["ranges", "trusted"]) else { return nil }
        if metadata.name == SelectionReader.all || IPRange(metadata.name) != nil {
            findings.report(
                at: spec.position, "`\(metadata.name)` cannot be the name of a location: it means something else")
        }
        let ranges = reader.required("ranges").map { node in
            reader.list(node, "ranges") { element, name in range(element, name, reader) }
        }
        if let node = reader.optional("ranges"), case .sequence(let elements) = node.content, elements.isEmpty {
            findings.report(at: node.position, "`ranges` is empty")
        }
        let isTrusted = reader.optional("trusted").flatMap { reader.boolean($0, "trusted") } ?? false
        return NamedLocation(
            name: metadata.name, description: metadata.description, ranges: ranges ?? [], isTrusted: isTrusted)
    }

    private func range(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> IPRange? {
        guard let text = reader.text(node, name) else { return nil }
        if let range = IPRange(text) { return range }
        findings.report(
            at: node.position, "\(node.description) is not an address range",
            hint: "write `192.0.2.0/24` or `2001:db8::/32`, with no bits beyond the prefix")
        return nil
    }

    private func tenantSettings() -> TenantSettings? {
        let names = [
            "secureByDefault", "validity", "telemetryOnlyMayComply", "defaultDecision", "decisionLifetime", "staleness",
            "enrolment", "assetsStaleAfter", "historyRetention", "agentUpdates", "notifications",
            "browserCertificates",
        ]
        guard let reader = reader(names) else { return nil }
        if metadata.name != TenantSettings.name, !metadata.name.isEmpty {
            findings.report(
                at: spec.position, "there is only one TenantSettings, and its name is `\(TenantSettings.name)`")
        }
        let second = Duration.seconds(1)
        var settings = TenantSettings(description: metadata.description)
        if let node = reader.optional("secureByDefault"), let value = reader.boolean(node, "secureByDefault") {
            settings.compliance.secureByDefault = value
        }
        if let node = reader.optional("validity"),
            let value = reader.duration(node, "validity", within: second ... .seconds(120 * 86_400))
        {
            settings.compliance.validity = value
        }
        if let node = reader.optional("defaultDecision"),
            let value: AccessSettings.DefaultDecision = reader.choice(node, "defaultDecision")
        {
            settings.access.defaultDecision = value
        }
        if let node = reader.optional("decisionLifetime"),
            let value = reader.duration(node, "decisionLifetime", within: second ... .seconds(3600))
        {
            settings.access.decisionLifetime = value
        }
        if let node = reader.optional("staleness"),
            let value = reader.duration(node, "staleness", within: .zero ... .seconds(900))
        {
            settings.staleness = value
        }
        if let node = reader.optional("telemetryOnlyMayComply"),
            let value = reader.boolean(node, "telemetryOnlyMayComply")
        {
            settings.compliance.telemetryOnlyMayComply = value
        }
        if let node = reader.optional("enrolment") { settings.enrolment = enrolmentSettings(node) }
        if let node = reader.optional("assetsStaleAfter"),
            let value = reader.duration(node, "assetsStaleAfter", within: .seconds(86_400) ... .seconds(3650 * 86_400))
        {
            settings.assetsStaleAfter = value
        }
        if let node = reader.optional("historyRetention"),
            let value = reader.duration(node, "historyRetention", within: .seconds(86_400) ... .seconds(3653 * 86_400))
        {
            settings.historyRetention = value
        }
        if let node = reader.optional("agentUpdates") { settings.updateRings = updateRings(node) }
        if let node = reader.optional("browserCertificates"),
            let value: BrowserCertificateScope = reader.choice(node, "browserCertificates")
        {
            settings.browserCertificates = value
        }
        if let node = reader.optional("notifications") { settings.approvalChannels = approvalChannels(node) }
        return settings
    }
}
