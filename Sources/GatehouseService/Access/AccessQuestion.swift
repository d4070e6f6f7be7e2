import GatehouseModel
import GatehousePolicy

/// A request for access as it was read against what is known of devices; the policies have not been asked yet.
///
/// Live decisions and replayed ones come out of the same question, so that a record is enough to decide again.
struct AccessQuestion: Hashable, Sendable {
    /// Name of the enforcement point that asks.
    var enforcementPoint: String
    var signals: Signals
    /// Why the identity that was presented is not taken; policies have no say then.
    var refusal: String?
    /// Why nobody of the tenant is let in, whatever was presented.
    var suspension: String?
    /// When what was presented ends, and with it whatever is decided on it.
    var identityEnd: Instant?

    /// The answer; `bound` are the applications that the enforcement point may ask for, `nil` if there is no such point.
    func decision(
        by policies: CompiledAccessPolicies, bound: Set<String>?, lifetime: Duration, at now: Instant
    ) -> Decision {
        guard let bound, bound.contains(signals.application) else {
            return .refused(.notBound(signals.application, enforcementPoint), until: now + lifetime)
        }
        if let suspension { return .refused(.tenantSuspended(suspension), until: now + lifetime) }
        if let refusal { return .refused(.identityRefused(refusal), until: now + lifetime) }
        var decision = policies.decide(signals, at: now)
        // Whoever keeps the answer asks again when what was presented has ended.
        if let identityEnd { decision.validUntil = min(decision.validUntil, identityEnd) }
        return decision
    }
}

extension Decision {
    /// A block for which no policy was asked.
    static func refused(_ reason: DecisionReason, until validUntil: Instant) -> Self {
        Decision(outcome: .block, reasons: [reason], policies: [], missing: [], validUntil: validUntil)
    }
}

extension DecisionReason {
    static func tenantSuspended(_ detail: String) -> Self {
        DecisionReason(
            code: .tenantSuspended, policy: nil, control: nil, detail: detail,
            remediation: "an administrator of your organisation can ask whoever runs this server")
    }

    static func identityRefused(_ detail: String) -> Self {
        DecisionReason(
            code: .identityRefused, policy: nil, control: nil, detail: detail,
            remediation: "enrol the device again: gatehouse-agent enrol")
    }

    fileprivate static func notBound(_ application: String, _ point: String) -> Self {
        DecisionReason(
            code: .applicationNotBound, policy: nil, control: nil,
            detail: "`\(point)` may not ask for the application `\(application)`",
            remediation: "an administrator can bind it with gatehouse enforcement-point add")
    }
}
