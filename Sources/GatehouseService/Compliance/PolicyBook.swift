import GatehouseDocuments
import GatehouseModel
import GatehousePolicy
import Synchronization

/// A tenant's rules of judging, as they were last read.
struct ComplianceRules: Sendable {
    var policies: [CompliancePolicy] = []
    var settings = ComplianceSettings()
    /// A change of any other fact changes no verdict.
    var relevantFacts: Set<FactKey> = []

    init() {}

    init(_ catalogue: TenantCatalogue) {
        policies = catalogue.compliancePolicies
        settings = catalogue.settings.compliance
        relevantFacts = policies.relevantFacts
    }

    func mustJudge(_ changed: Set<FactKey>) -> Bool { !relevantFacts.isDisjoint(with: changed) }
}

/// The compliance policies in force, in memory; kept true by ``SnapshotFollower``.
public final class PolicyBook: Sendable {
    private let tenants = Mutex<[TenantID: ComplianceRules]>([:])

    /// Makes an empty book, in which every tenant has the default settings and no policy.
    public init() {}

    func rules(of tenant: TenantID) -> ComplianceRules {
        tenants.withLock { $0[tenant] } ?? ComplianceRules()
    }

    func replace(_ rules: ComplianceRules, of tenant: TenantID) {
        tenants.withLock { $0[tenant] = rules }
    }
}
