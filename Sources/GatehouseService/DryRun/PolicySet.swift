import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

/// All that judges and decides, as one catalogue of documents has it.
struct PolicySet: Sendable {
    let access: CompiledAccessPolicies
    /// What was compiled, with locations resolved.
    let policies: [AccessPolicy]
    let settings: AccessSettings
    let compliance: ComplianceRules
    private let groups: [DeviceGroup]
    /// Applications that each enforcement point may ask for.
    let bindings: [String: Set<String>]
    let applications: Set<String>

    init(_ catalogue: TenantCatalogue) throws {
        settings = catalogue.settings.access
        policies = try catalogue.accessPolicies().sorted { $0.name < $1.name }
        access = CompiledAccessPolicies(policies, settings: settings)
        var rules = ComplianceRules(catalogue, revision: 0)
        // In one order, so that two sets can be compared whatever order their documents came in.
        rules.policies.sort { $0.name < $1.name }
        compliance = rules
        groups = catalogue.deviceGroups.sorted { $0.name < $1.name }
        bindings = Dictionary(catalogue.enforcementPoints.map { ($0.name, Set($0.applications)) }) { first, _ in first }
        applications = catalogue.names(of: .application)
    }

    /// Whether every device gets the same verdict from both.
    func judgesAs(_ other: PolicySet) -> Bool {
        compliance.policies == other.compliance.policies && compliance.settings == other.compliance.settings
            && groups == other.groups
    }

    /// Whether the policies of both answer the same request with the same verdict alike; bindings are not looked at.
    func decidesAs(_ other: PolicySet) -> Bool {
        policies == other.policies && settings == other.settings
    }

    /// Whether a policy asks where a request comes from, or what asks.
    var looksAtTheRequest: Bool {
        policies.contains {
            $0.state != .disabled && ($0.conditions.locations != nil || $0.conditions.clientApplications != nil)
        }
    }
}

extension ComplianceRules {
    /// The verdict that the rules would give the device, in the groups that it would be in, on the facts held now;
    /// nothing is written.
    func verdict(of standing: DeviceStanding, in work: any StoreReading, at now: Instant) throws -> Verdict {
        var record = standing.record
        _ = try record.regroup(grouping, in: work)
        let device = record.device
        let input = ComplianceInput(
            device: device, posture: try ComplianceService.posture(of: device.id, relevantFacts, in: work),
            policies: policies, settings: settings, previous: try work.statuses(of: device.id),
            previousVerdict: standing.verdict, now: now)
        return input.evaluate().verdict
    }
}
