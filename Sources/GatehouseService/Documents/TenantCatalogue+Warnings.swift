import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

extension TenantCatalogue {
    /// What is allowed and yet unlikely to be meant, about the documents that were just given; in words.
    func warnings(about given: [Document]) -> [String] {
        given.flatMap { document -> [String] in
            switch document {
            case .application(let application): warnings(about: application)
            case .accessPolicy(let policy): warnings(about: policy)
            case .deviceGroup(let group): group.rule.map { warnings(about: $0, of: document) } ?? []
            case .assignmentFilter(let filter): warnings(about: filter.rule, of: document)
            case .compliancePolicy(let policy): policy.filter.map { warnings(about: $0, of: document) } ?? []
            case .complianceScript, .enforcementPoint, .identityProvider, .namedLocation, .tenantSettings,
                .notificationChannel, .notificationTemplate:
                []
            }
        }
    }

    private func warnings(about application: Application) -> [String] {
        var warnings = [String]()
        if !enforcementPoints.contains(where: { $0.applications.contains(application.name) }) {
            warnings.append("no enforcement point may ask for the application `\(application.name)` yet")
        }
        if !enforcedPolicies.contains(where: { $0.conditions.applications.admits(application.name) }) {
            let decision = settings.access.defaultDecision.rawValue
            warnings.append(
                "no enforced access policy is about the application `\(application.name)`: the default decision, "
                    + "\(decision), holds")
        }
        return warnings
    }

    private func warnings(about policy: AccessPolicyDocument) -> [String] {
        guard policy.state != .disabled, policy.controls.contains(.compliantDevice), compliancePolicies.isEmpty else {
            return []
        }
        let state = settings.compliance.secureByDefault ? "noncompliant" : "compliant"
        return [
            "access policy `\(policy.name)` wants a compliant device, and there is no compliance policy: every device "
                + "counts as \(state)"
        ]
    }

    private func warnings(about rule: FilterExpression, of document: Document) -> [String] {
        rule.attributesWithoutSource.map { attribute in
            "\(document.kind.rawValue) `\(document.name)` looks at `\(attribute)`, which no device has yet: it is null"
        }
    }

    private var enforcedPolicies: [AccessPolicyDocument] {
        documents.compactMap { document in
            guard case .accessPolicy(let policy) = document, policy.state == .enabled else { return nil }
            return policy
        }
    }
}

extension Selection<String> {
    fileprivate func admits(_ name: String) -> Bool {
        (include?.contains(name) ?? true) && !exclude.contains(name)
    }
}
