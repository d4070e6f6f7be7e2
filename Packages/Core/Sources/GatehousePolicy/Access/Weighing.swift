import GatehouseModel

/// Gathers what the policies say about one request, then says what it comes to.
struct Weighing {
    private var policies = [PolicyOutcome]()
    private var blocks = [DecisionReason]()
    private var denials = [DecisionReason]()
    private var grants = [DecisionReason]()
    private var missing = [GrantControl]()
    private var hasFailure = false
    private var doesAnyApply = false

    /// Counts a policy that applies or may apply.
    mutating func add(
        _ policy: CompiledPolicy, _ application: PolicyOutcome.Application, unknown: AccessCondition?,
        for signals: Signals, _ circumstances: Circumstances
    ) {
        let result = policy.result(for: signals, circumstances)
        policies.append(
            PolicyOutcome(
                policy: policy.name, isReportOnly: policy.isReportOnly, application: application, result: result,
                decidingCondition: unknown?.rawValue))
        guard !policy.isReportOnly else { return }
        if application == .applies { doesAnyApply = true }
        if result == .failure { hasFailure = true }
        if policy.controls.isEmpty { denials.append(Self.withoutControls(policy)) }
        for control in policy.controls {
            let standing = control.standing(for: signals, circumstances)
            guard (result == .success) == (standing == .satisfied) else { continue }
            let reason = Self.reason(policy, control, standing, unknown, for: signals, circumstances)
            switch standing {
            case .satisfied: grants.append(reason)
            case .presentable:
                denials.append(reason)
                if !missing.contains(control) { missing.append(control) }
            case .unsatisfied:
                if control == .block { blocks.append(reason) } else { denials.append(reason) }
            }
        }
    }

    /// The decision; see `docs/semantics.md` §2.
    func decision(by settings: AccessSettings, validUntil: Instant) -> Decision {
        let isDefaultDenied = !doesAnyApply && settings.defaultDecision == .deny
        let isDenied = !blocks.isEmpty || hasFailure || isDefaultDenied
        let outcome: Outcome = isDenied ? .block : denials.isEmpty ? .allow : .challenge
        var reasons = outcome == .allow ? grants : blocks + denials
        if isDefaultDenied { reasons.append(Self.defaultDeny) }
        if outcome == .allow, !doesAnyApply { reasons.append(Self.defaultAllow) }
        return Decision(
            outcome: outcome, reasons: reasons, policies: policies,
            missing: outcome == .challenge ? missing.sorted { $0.strictness < $1.strictness } : [],
            validUntil: validUntil)
    }

    private static func reason(
        _ policy: CompiledPolicy, _ control: GrantControl, _ standing: ControlStanding, _ unknown: AccessCondition?,
        for signals: Signals, _ circumstances: Circumstances
    ) -> DecisionReason {
        let code: DecisionReason.Code =
            standing == .satisfied ? .policiesSatisfied : control == .block ? .blockedByPolicy : .controlNotSatisfied
        var (detail, remediation) = control.words(for: signals, circumstances)
        if let unknown { detail += "; the policy may apply, since its \(unknown.rawValue) could not be checked" }
        return DecisionReason(
            code: code, policy: policy.name, control: control, detail: detail, remediation: remediation)
    }

    private static func withoutControls(_ policy: CompiledPolicy) -> DecisionReason {
        DecisionReason(
            code: .controlNotSatisfied, policy: policy.name, control: nil, detail: "the policy names no control",
            remediation: "ask an administrator to mend the policy")
    }

    private static let defaultDeny = DecisionReason(
        code: .defaultDeny, policy: nil, control: nil,
        detail: "no access policy applies to this request, and without one nothing is allowed",
        remediation: "ask an administrator for a policy that covers this application")

    private static let defaultAllow = DecisionReason(
        code: .defaultAllow, policy: nil, control: nil,
        detail: "no access policy applies to this request, and without one everything is allowed")
}

extension GrantControl {
    /// An order for lists of controls.
    fileprivate var strictness: Int {
        switch self {
        case .block: -1
        case .compliantDevice: 0
        case .minimumAssurance(let assurance): 1 + (Assurance.allCases.firstIndex(of: assurance) ?? 0)
        }
    }
}
