import GatehouseDocuments
import GatehouseModel
import GatehousePolicy
import Synchronization

/// A tenant's rules of judging, as they were last read.
struct ComplianceRules: Sendable {
    var policies: [CompliancePolicy] = []
    var settings = ComplianceSettings()
    var grouping = DeviceGrouping()
    /// A change of any other fact changes no verdict.
    var relevantFacts: Set<FactKey> = []
    /// Whether a policy waits for several reports before a result changes.
    var countsReports = false
    /// How long past verdicts and findings are kept.
    var historyRetention = TenantSettings().historyRetention
    /// Whose devices' browsers get certificates.
    var browserCertificates = TenantSettings().browserCertificates
    /// Policies that look at what discovery scripts report.
    var policiesWithScripts: [CompliancePolicy] = []
    /// The documents that these rules were read from.
    var revision: Int64 = 0

    init() {}

    init(_ catalogue: TenantCatalogue, revision: Int64) {
        self.revision = revision
        policies = catalogue.compliancePolicies
        settings = catalogue.settings.compliance
        grouping = DeviceGrouping(catalogue.deviceGroups)
        relevantFacts = policies.relevantFacts
        countsReports = policies.contains(where: \.countsReports)
        historyRetention = catalogue.settings.historyRetention
        browserCertificates = catalogue.settings.browserCertificates
        policiesWithScripts = policies.filter { !$0.scripts.isEmpty }
    }

    /// These rules, or those of the documents as they are: nothing is judged by rules that were changed meanwhile.
    func current(in work: any StoreReading) throws -> ComplianceRules {
        let newest = try work.documentRevision()
        return newest == revision
            ? self : ComplianceRules(try TenantCatalogue(work.documents(kind: nil)), revision: newest)
    }

    /// What requirements look at that look at one of these; with `nil`, what any requirement looks at.
    func facts(lookedAtWith changed: Set<FactKey>?) -> Set<FactKey> {
        guard let changed else { return relevantFacts }
        return policies.reduce(into: changed) { facts, policy in
            for requirement in policy.requirements {
                let own = [requirement.fact, requirement.precondition?.fact].compactMap(\.self)
                if !changed.isDisjoint(with: own) { facts.formUnion(own) }
            }
        }
    }

    func mustJudge(_ changed: Set<FactKey>) -> Bool { !relevantFacts.isDisjoint(with: changed) }

    /// Whether a result of the device waits for reports, so that every one of them counts.
    func awaitsReport(of device: DeviceID, in work: any StoreReading) throws -> Bool {
        try countsReports && work.statuses(of: device).contains { $0.pending != nil }
    }
}

/// The compliance policies in force, in memory; kept true by ``SnapshotFollower``.
public final class PolicyBook: Sendable {
    private let tenants = Mutex<[TenantID: ComplianceRules]>([:])
    private let scripts = Mutex<[TenantID: [String: ApprovedScript]]>([:])

    /// Makes an empty book, in which every tenant has the default settings and no policy.
    public init() {}

    func rules(of tenant: TenantID) -> ComplianceRules {
        tenants.withLock { $0[tenant] } ?? ComplianceRules()
    }

    func replace(_ rules: ComplianceRules, of tenant: TenantID) {
        tenants.withLock { $0[tenant] = rules }
    }

    func forget(_ tenant: TenantID) {
        tenants.withLock { _ = $0.removeValue(forKey: tenant) }
        scripts.withLock { _ = $0.removeValue(forKey: tenant) }
    }

    /// The discovery scripts that were approved, by name; they may have expired.
    func approvedScripts(of tenant: TenantID) -> [String: ApprovedScript] {
        scripts.withLock { $0[tenant] } ?? [:]
    }

    func replace(scripts approved: [String: ApprovedScript], of tenant: TenantID) {
        scripts.withLock { $0[tenant] = approved }
    }
}
