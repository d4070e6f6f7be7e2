public import GatehouseModel
public import GatehousePolicy

/// What `docs/semantics.md` §1, §2 and §5 say, read out plainly for tests: no index and no speed.
public struct ReferenceEvaluator: Sendable {
    let policies: [AccessPolicy]
    let settings: AccessSettings
    let signals: Signals
    let now: Instant

    /// Disabled policies are left out.
    public init(policies: [AccessPolicy], settings: AccessSettings, signals: Signals, now: Instant) {
        self.policies = policies.filter { $0.state != .disabled }.sorted { $0.name < $1.name }
        self.settings = settings
        self.signals = signals
        self.now = now
    }

    // MARK: §2 The decision

    /// The decision, with reasons that have no sentences.
    public func decide() -> Decision {
        let enforced = policies.filter { $0.state == .enabled && application(of: $0) != .doesNotApply }
        let blocks = enforced.filter { $0.controls.contains(.block) }
        let unsatisfied = enforced.filter { result(of: $0) != .success && !$0.controls.contains(.block) }
        let applies = enforced.contains { application(of: $0) == .applies }
        let defaultDenies = !applies && settings.defaultDecision == .deny

        var reasons = blocks.map { reason(.blockedByPolicy, $0, .block) }
        for policy in unsatisfied {
            if policy.controls.isEmpty { reasons.append(reason(.controlNotSatisfied, policy, nil)) }
            for control in policy.controls where !isSatisfied(control) {
                reasons.append(reason(.controlNotSatisfied, policy, control))
            }
        }
        var outcome = Outcome.allow
        if !reasons.isEmpty { outcome = .challenge }
        if !blocks.isEmpty || unsatisfied.contains(where: { result(of: $0) == .failure }) { outcome = .block }
        if defaultDenies {
            outcome = .block
            reasons.append(reason(.defaultDeny, nil, nil))
        }
        if outcome == .allow {
            for policy in enforced {
                reasons += policy.controls.filter(isSatisfied).map { reason(.policiesSatisfied, policy, $0) }
            }
            if !applies { reasons.append(reason(.defaultAllow, nil, nil)) }
        }
        let order = [.compliantDevice] + Assurance.allCases.map(GrantControl.minimumAssurance)
        let missing = Set(unsatisfied.flatMap(\.controls).filter { !isSatisfied($0) })
        return Decision(
            outcome: outcome, reasons: reasons, policies: explain().filter { $0.application != .doesNotApply },
            missing: outcome == .challenge ? order.filter(missing.contains) : [], validUntil: validUntil)
    }

    private func reason(_ code: DecisionReason.Code, _ policy: AccessPolicy?, _ control: GrantControl?)
        -> DecisionReason
    {
        DecisionReason(code: code, policy: policy?.name, control: control, detail: "")
    }

    /// How every policy came out.
    public func explain() -> [PolicyOutcome] {
        policies.map { policy in
            let application = application(of: policy)
            let conditions = conditions(of: policy)
            let deciding = conditions.first { $0.holds == false } ?? conditions.first { $0.holds == nil }
            return PolicyOutcome(
                policy: policy.name, isReportOnly: policy.state == .reportOnly, application: application,
                result: application == .doesNotApply ? .notApplied : result(of: policy),
                decidingCondition: deciding?.name)
        }
    }

    // MARK: §2 Does a policy apply?

    func application(of policy: AccessPolicy) -> PolicyOutcome.Application {
        let truths = conditions(of: policy).map(\.holds)
        if truths.contains(false) { return .doesNotApply }
        return truths.contains(nil) ? .mayApply : .applies
    }

    private func conditions(of policy: AccessPolicy) -> [(name: String, holds: Bool?)] {
        let conditions = policy.conditions
        let clients = conditions.clientApplications.map { Selection(include: $0) }
        return [
            ("applications", selects(conditions.applications, .known(signals.application)) { $0 == $1 }),
            ("platforms", conditions.platforms.map { selects($0, signals.platform) { $0 == $1 } } ?? true),
            ("locations", conditions.locations.map { selects($0, signals.address) { $0.contains($1) } } ?? true),
            ("clientApplications", clients.map { selects($0, signals.clientApplication) { $0 == $1 } } ?? true),
            ("deviceFilter", conditions.deviceFilter.map(holds) ?? true),
        ]
    }

    private func selects<Member, Value>(
        _ selection: Selection<Member>, _ input: Input<Value>, by matches: (Member, Value) -> Bool
    ) -> Bool? {
        let excluded = isMember(input, of: selection.exclude, by: matches)
        let included = selection.include.map { isMember(input, of: $0, by: matches) } ?? true
        if included == false || excluded == true { return false }
        return included == nil || excluded == nil ? nil : true
    }

    private func isMember<Member, Value>(
        _ input: Input<Value>, of set: Set<Member>, by matches: (Member, Value) -> Bool
    ) -> Bool? {
        if set.isEmpty { return false }
        if input.isUnavailable { return nil }
        return set.contains { member in input.value.map { matches(member, $0) } ?? false }
    }

    private func holds(_ filter: DeviceFilter) -> Bool? {
        guard !signals.device.isUnavailable, let truth = holds(filter.rule.root) else { return nil }
        return filter.mode == .include ? truth : !truth
    }

    private func holds(_ node: FilterNode) -> Bool? {
        switch node {
        case .not(let node): return holds(node).map { !$0 }
        case .and(let nodes):
            let truths = nodes.map(holds)
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        case .or(let nodes):
            let truths = nodes.map(holds)
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .comparison(let comparison):
            if comparison.property == .isCompliant, compliance.isUnavailable, signals.device.value != nil { return nil }
            let (wanted, operand) = (comparison.comparator.positive, comparison.operand)
            let holds =
                comparison.property == .tags
                ? tags.contains { compare($0, .eq, operand) }
                : compare(property(comparison.property), wanted, operand)
            return comparison.comparator.isNegative ? !holds : holds
        }
    }

    private func compare(_ found: String?, _ comparator: FilterOperator, _ operand: FilterComparison.Operand) -> Bool {
        guard let found = found?.lowercased(), !found.isEmpty else { return operand == .null }
        switch operand {
        case .null: return false
        case .truth(let wanted): return found == "\(wanted)"
        case .list(let wanted): return wanted.contains { $0.original.lowercased() == found }
        case .text(let text):
            let wanted = text.original.lowercased()
            switch comparator {
            case .startsWith: return found.hasPrefix(wanted)
            case .endsWith: return found.hasSuffix(wanted)
            case .contains: return wanted.isEmpty || found.contains(wanted)
            default: return found == wanted
            }
        }
    }

    private func property(_ property: FilterProperty) -> String? {
        guard case .known(let signal) = signals.device else { return nil }
        if property != .isCompliant, !signal.hasAttributes { return nil }
        switch property {
        case .deviceId: return signal.device.id.description
        case .deviceOwnership: return signal.device.ownership.rawValue
        case .isCompliant: return compliance.value.map { "\($0)" }
        case .trustType: return signal.device.trustType.rawValue
        case .displayName: return signal.device.name
        case .manufacturer: return signal.device.manufacturer
        case .model: return signal.device.model
        case .operatingSystem: return signal.device.operatingSystem
        case .operatingSystemVersion: return signal.device.operatingSystemVersion
        case .owner: return signal.device.owner
        default: return nil
        }
    }

    private var tags: [String] {
        guard case .known(let signal) = signals.device, signal.hasAttributes else { return [] }
        return signal.device.tags
    }

    // MARK: §2 Controls, §3 what satisfies, §5 time

    func result(of policy: AccessPolicy) -> PolicyOutcome.Result {
        if policy.controls.isEmpty || policy.controls.contains(.block) { return .failure }
        let satisfied = policy.controls.filter(isSatisfied).count
        if policy.grantOperator == .or ? satisfied > 0 : satisfied == policy.controls.count { return .success }
        return signals.device == .absent ? .interrupted : .failure
    }

    private func isSatisfied(_ control: GrantControl) -> Bool {
        guard case .known(let signal) = signals.device else { return false }
        switch control {
        case .block: return false
        case .compliantDevice: return compliance.value == true
        case .minimumAssurance(let minimum): return signal.identityAssurance >= minimum
        }
    }

    /// A verdict that is not valid any more is older than its validity, and so unavailable (§1).
    private var compliance: Input<Bool> {
        guard case .known(let verdict) = signals.verdict else { return signals.verdict.map { _ in false } }
        let state = verdict.state(at: now)
        return state == .unknown ? .unavailable : .known(state == .compliant || state == .inGracePeriod)
    }

    private var validUntil: Instant {
        var ends = [now + settings.decisionLifetime]
        if case .known(let verdict) = signals.verdict {
            ends.append(verdict.validUntil)
            if verdict.state(at: now) == .inGracePeriod { ends += verdict.graceEnd.map { [$0] } ?? [] }
        }
        return ends.filter { $0 > now }.min() ?? now
    }
}
