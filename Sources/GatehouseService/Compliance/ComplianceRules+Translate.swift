import GatehouseModel
import GatehousePolicy

extension ComplianceRules {
    /// The statuses with what mends them in the first of these languages that their policy has words in.
    func translate(_ statuses: [RequirementStatus], into languages: [String]) -> [RequirementStatus] {
        guard !languages.isEmpty else { return statuses }
        return statuses.map { status in
            let requirement = policies.first { $0.name == status.policy }?
                .requirements.first { $0.name == status.requirement }
            guard let requirement, !requirement.translations.isEmpty else { return status }
            var translated = status
            translated.remediation = requirement.remediation(found: status.found, in: languages)
            return translated
        }
    }
}
