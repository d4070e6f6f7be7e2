public import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

/// The administrators' objects of a tenant, read.
public struct TenantCatalogue: Sendable {
    /// Every document of the tenant.
    public private(set) var documents: [Document] = []

    /// Reads the kept documents; they were checked when they were written, so that one that does not read any more
    /// is damage, and the whole catalogue is refused rather than judged without it.
    init(_ records: [DocumentRecord]) throws {
        for record in records {
            switch DocumentReader.read(record.text, file: "\(record.kind)/\(record.name)") {
            case .success(let parsed): documents += parsed.map(\.document)
            case .failure(let problems):
                throw ServiceError(
                    .storageDamaged, "the kept document `\(record.kind)/\(record.name)` cannot be read",
                    detail: problems.description)
            }
        }
    }

    init(_ documents: [Document]) { self.documents = documents }

    /// The tenant's settings; the defaults when no document gives them.
    public var settings: TenantSettings {
        documents.lazy.compactMap { if case .tenantSettings(let settings) = $0 { settings } else { nil } }.first
            ?? TenantSettings()
    }

    /// The compliance policies with their assignment filters resolved, and requirements made of their custom rules.
    var compliancePolicies: [CompliancePolicy] {
        let filters = assignmentFilters
        return documents.compactMap {
            if case .compliancePolicy(let policy) = $0 {
                policy.resolved(assignmentFilters: filters).compiled()
            } else {
                nil
            }
        }
    }

    var deviceGroups: [DeviceGroup] {
        documents.compactMap { if case .deviceGroup(let group) = $0 { group } else { nil } }
    }

    var assignmentFilters: [AssignmentFilter] {
        documents.compactMap { if case .assignmentFilter(let filter) = $0 { filter } else { nil } }
    }

    var namedLocations: [NamedLocation] {
        documents.compactMap { if case .namedLocation(let location) = $0 { location } else { nil } }
    }

    var identityProviders: [IdentityProvider] {
        documents.compactMap { if case .identityProvider(let provider) = $0 { provider } else { nil } }
    }

    var notificationChannels: [NotificationChannel] {
        documents.compactMap { if case .notificationChannel(let channel) = $0 { channel } else { nil } }
    }

    func notificationChannel(_ name: String) -> NotificationChannel? {
        notificationChannels.first { $0.name == name }
    }

    func notificationTemplate(_ name: String) -> NotificationTemplate? {
        documents.lazy.compactMap { if case .notificationTemplate(let template) = $0 { template } else { nil } }
            .first { $0.name == name }
    }

    /// The enforcement points that the tenant's documents name.
    public var enforcementPoints: [EnforcementPoint] {
        documents.compactMap { if case .enforcementPoint(let point) = $0 { point } else { nil } }
    }

    func names(of kind: DocumentKind) -> Set<String> {
        Set(documents.filter { $0.kind == kind }.map(\.name))
    }

    /// The access policies with their named locations resolved.
    func accessPolicies() throws -> [AccessPolicy] {
        try documents.compactMap { document in
            guard case .accessPolicy(let policy) = document else { return nil }
            return try policy.resolved(namedLocations: namedLocations)
        }
    }

    /// References to objects that do not exist, in words.
    func brokenReferences() -> [BrokenReference] {
        let applications = names(of: .application)
        let locations = names(of: .namedLocation)
        return documents.flatMap { document -> [BrokenReference] in
            switch document {
            case .accessPolicy(let policy):
                let named = (policy.conditions.applications.include ?? []).union(policy.conditions.applications.exclude)
                return BrokenReference.of(document, named, missingFrom: applications, "application")
                    + BrokenReference.of(document, Set(policy.locationNames), missingFrom: locations, "named location")
            case .compliancePolicy(let policy): return brokenReferences(of: policy, document)
            case .enforcementPoint(let point):
                return BrokenReference.of(
                    document, Set(point.applications), missingFrom: applications, "application")
            case .tenantSettings(let settings):
                return BrokenReference.of(
                    document, Set(settings.approvalChannels), missingFrom: names(of: .notificationChannel),
                    "notification channel")
            case .complianceScript, .application, .deviceGroup, .assignmentFilter, .identityProvider, .namedLocation,
                .notificationChannel, .notificationTemplate:
                return []
            }
        }
    }

    private func brokenReferences(of policy: CompliancePolicy, _ document: Document) -> [BrokenReference] {
        let targets = policy.scheduledActions.compactMap(\.target)
        let named: [(names: [String], kind: DocumentKind, words: String)] = [
            (policy.includedGroups + policy.excludedGroups, .deviceGroup, "device group"),
            ([policy.assignmentFilter?.name].compactMap(\.self), .assignmentFilter, "assignment filter"),
            (Array(policy.scripts), .complianceScript, "compliance script"),
            (targets.flatMap(\.channels), .notificationChannel, "notification channel"),
            (targets.compactMap(\.template), .notificationTemplate, "notification template"),
        ]
        return named.flatMap {
            BrokenReference.of(document, Set($0.names), missingFrom: names(of: $0.kind), $0.words)
        }
    }
}

/// A document that names another that does not exist.
struct BrokenReference: Hashable {
    var document: Document
    var message: String
    /// What it names, where the document of that name could mend it as well.
    var named: String?

    fileprivate static func of(
        _ document: Document, _ names: Set<String>, missingFrom known: Set<String>, _ what: String
    ) -> [BrokenReference] {
        names.subtracting(known).sorted().map { name in
            let hint = Spelling.nearest(to: name, among: known).map { ": did you mean `\($0)`?" } ?? ""
            return BrokenReference(
                document: document,
                message:
                    "\(document.kind.rawValue) `\(document.name)` names the \(what) `\(name)`, which does not exist\(hint)"
            )
        }
    }
}
