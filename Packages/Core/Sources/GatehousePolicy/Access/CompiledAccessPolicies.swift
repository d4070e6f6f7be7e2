public import GatehouseModel

/// A tenant's access policies, indexed so that a decision costs what the policies that can apply cost.
public struct CompiledAccessPolicies: Sendable {
    private let settings: AccessSettings
    /// Enabled and report-only, by name, so that the order in which they were given does not matter.
    private let policies: [CompiledPolicy]
    private let index: PolicyIndex
    private let hasDeviceFilters: Bool

    /// Names are expected to be unique, and policies to have passed ``AccessPolicy/validate()``; one that has not
    /// still fails closed.
    public init(_ policies: [AccessPolicy], settings: AccessSettings) {
        self.settings = settings
        self.policies = policies.filter { $0.state != .disabled }.sorted { $0.name < $1.name }.map(CompiledPolicy.init)
        index = PolicyIndex(self.policies)
        hasDeviceFilters = self.policies.contains { $0.deviceFilter != nil }
    }

    /// The decision for one request, pure and total: `docs/semantics.md` §1–2, and §5 for `validUntil`.
    public func decide(_ signals: Signals, at now: Instant) -> Decision {
        let circumstances = Circumstances(of: signals, at: now, lookingAtDevice: hasDeviceFilters)
        var weighing = Weighing()
        index.forEachCandidate(for: signals.application, circumstances) { number in
            let policy = policies[number]
            let (application, deciding) = policy.application(to: signals, circumstances)
            guard application != .doesNotApply else { return }
            weighing.add(policy, application, unknown: deciding, for: signals, circumstances)
        }
        return weighing.decision(by: settings, validUntil: validUntil(of: signals, at: now))
    }

    /// The decision with how every policy came out, also those that do not apply.
    public func explain(_ signals: Signals, at now: Instant) -> AccessExplanation {
        let circumstances = Circumstances(of: signals, at: now, lookingAtDevice: hasDeviceFilters)
        let outcomes = policies.map { policy in
            let (application, deciding) = policy.application(to: signals, circumstances)
            return PolicyOutcome(
                policy: policy.name, isReportOnly: policy.isReportOnly, application: application,
                result: application == .doesNotApply ? .notApplied : policy.result(for: signals, circumstances),
                decidingCondition: deciding?.rawValue)
        }
        return AccessExplanation(decision: decide(signals, at: now), policies: outcomes)
    }

    /// The least of the decision's lifetime and whatever of the verdict has yet to end.
    private func validUntil(of signals: Signals, at now: Instant) -> Instant {
        var end = now + settings.decisionLifetime
        guard case .known(let verdict) = signals.verdict else { return end }
        if verdict.validUntil > now { end = min(end, verdict.validUntil) }
        if verdict.state(at: now) == .inGracePeriod, let graceEnd = verdict.graceEnd { end = min(end, graceEnd) }
        return end
    }
}
