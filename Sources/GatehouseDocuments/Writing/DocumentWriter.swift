import GatehouseModel
import GatehousePolicy

/// Writes documents as canonical YAML: one text for one meaning, with defaults left out.
public enum DocumentWriter {
    /// The YAML of a document, which ``DocumentReader`` reads back equal; ends with a line feed.
    public static func write(_ document: Document) -> String {
        var metadata: [(name: String, value: YAMLTree)] = [("name", .text(document.name))]
        if !document.summary.isEmpty { metadata.append(("description", .text(document.summary))) }
        var fields: [(name: String, value: YAMLTree)] = [
            ("apiVersion", .text(DocumentReader.apiVersion)), ("kind", .text(document.kind.rawValue)),
            ("metadata", .mapping(metadata)),
        ]
        let spec = spec(of: document)
        if !spec.isEmpty { fields.append(("spec", .mapping(spec.fields))) }
        return YAMLTree.mapping(fields).yaml
    }

    /// One stream of many documents, in their order.
    public static func write(_ documents: some Sequence<Document>) -> String {
        documents.map { write($0) }.joined(separator: "---\n")
    }

    private static func spec(of document: Document) -> FieldList {
        switch document {
        case .compliancePolicy(let policy): compliancePolicy(policy)
        case .complianceScript(let script): complianceScript(script)
        case .accessPolicy(let policy): accessPolicy(policy)
        case .application(let application): self.application(application)
        case .enforcementPoint(let point): enforcementPoint(point)
        case .deviceGroup(let group): deviceGroup(group)
        case .assignmentFilter(let filter): assignmentFilter(filter)
        case .identityProvider(let provider): identityProvider(provider)
        case .namedLocation(let location): namedLocation(location)
        case .notificationChannel(let channel): notificationChannel(channel)
        case .notificationTemplate(let template): notificationTemplate(template)
        case .tenantSettings(let settings): tenantSettings(settings)
        }
    }

    private static func application(_ application: Application) -> FieldList {
        var fields = FieldList()
        fields.add("url", application.url.map(YAMLTree.text))
        return fields
    }

    private static func enforcementPoint(_ point: EnforcementPoint) -> FieldList {
        var fields = FieldList()
        fields.add("applications", .words(point.applications))
        fields.add("transport", point.transport == .socket ? nil : .text(point.transport.rawValue))
        fields.add("socket", point.socket.map(YAMLTree.text))
        return fields
    }

    private static func deviceGroup(_ group: DeviceGroup) -> FieldList {
        var fields = FieldList()
        if !group.members.isEmpty { fields.add("members", .words(group.members)) }
        fields.add("rule", group.rule.map { .text($0.text) })
        return fields
    }

    private static func assignmentFilter(_ filter: AssignmentFilter) -> FieldList {
        var fields = FieldList()
        fields.add("rule", .text(filter.rule.text))
        return fields
    }

    private static func namedLocation(_ location: NamedLocation) -> FieldList {
        var fields = FieldList()
        fields.add("ranges", .words(location.ranges.map(\.description)))
        fields.add("trusted", location.isTrusted ? .raw("true") : nil)
        return fields
    }

    private static func tenantSettings(_ settings: TenantSettings) -> FieldList {
        let fresh = TenantSettings()
        var fields = FieldList()
        if settings.compliance.secureByDefault != fresh.compliance.secureByDefault {
            fields.add("secureByDefault", .raw("\(settings.compliance.secureByDefault)"))
        }
        fields.add("validity", settings.compliance.validity, unless: fresh.compliance.validity)
        if settings.compliance.telemetryOnlyMayComply != fresh.compliance.telemetryOnlyMayComply {
            fields.add("telemetryOnlyMayComply", .raw("\(settings.compliance.telemetryOnlyMayComply)"))
        }
        if settings.access.defaultDecision != fresh.access.defaultDecision {
            fields.add("defaultDecision", .text(settings.access.defaultDecision.rawValue))
        }
        fields.add("decisionLifetime", settings.access.decisionLifetime, unless: fresh.access.decisionLifetime)
        fields.add("staleness", settings.staleness, unless: fresh.staleness)
        if settings.enrolment != fresh.enrolment { fields.add("enrolment", enrolment(settings.enrolment).tree) }
        fields.add("assetsStaleAfter", settings.assetsStaleAfter, unless: fresh.assetsStaleAfter)
        fields.add("historyRetention", settings.historyRetention, unless: fresh.historyRetention)
        if !settings.updateRings.isEmpty {
            var updates = FieldList()
            updates.add("rings", .list(settings.updateRings.map { updateRing($0).tree }))
            fields.add("agentUpdates", updates.tree)
        }
        if settings.browserCertificates != fresh.browserCertificates {
            fields.add("browserCertificates", .text(settings.browserCertificates.rawValue))
        }
        if !settings.approvalChannels.isEmpty {
            fields.add("notifications", .mapping([("approvals", .words(settings.approvalChannels))]))
        }
        return fields
    }

    private static func enrolment(_ settings: EnrolmentSettings) -> FieldList {
        let fresh = EnrolmentSettings()
        var fields = FieldList()
        fields.add("maximumDevices", settings.maximumDevices.map { .raw(String($0)) })
        if settings.maximumDevicesPerOwner != fresh.maximumDevicesPerOwner {
            fields.add("maximumDevicesPerOwner", .raw(String(settings.maximumDevicesPerOwner)))
        }
        if settings.beyondMaximum != fresh.beyondMaximum {
            fields.add("beyondMaximum", .text(settings.beyondMaximum.rawValue))
        }
        if settings.approval != fresh.approval { fields.add("approval", .text(settings.approval.rawValue)) }
        if settings.returning != fresh.returning { fields.add("returning", .text(settings.returning.rawValue)) }
        fields.add("approvalLifetime", settings.approvalLifetime, unless: fresh.approvalLifetime)
        return fields
    }

    private static func updateRing(_ ring: UpdateRing) -> FieldList {
        var fields = FieldList()
        fields.add("name", .text(ring.name))
        fields.add("percentage", .raw(String(ring.percentage)))
        fields.add("delay", ring.delay, unless: .zero)
        return fields
    }
}

/// Fields in the order in which they are added; what is `nil` is left out.
struct FieldList {
    private(set) var fields = [(name: String, value: YAMLTree)]()

    var isEmpty: Bool { fields.isEmpty }
    var tree: YAMLTree { .mapping(fields) }

    mutating func add(_ name: String, _ value: YAMLTree?) {
        if let value { fields.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: Duration, unless usual: Duration) {
        if value != usual { fields.append((name, .raw(value.text))) }
    }

    /// Words in their own order, since sets have none.
    mutating func add<Word: RawRepresentable<String> & CaseIterable & Hashable>(_ name: String, _ set: Set<Word>) {
        let words = Word.allCases.filter(set.contains).map(\.rawValue)
        if !words.isEmpty { fields.append((name, .words(words))) }
    }
}
