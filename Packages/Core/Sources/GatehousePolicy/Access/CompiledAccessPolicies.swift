public import GatehouseModel

/// A tenant's access policies, indexed so that a decision costs what the policies that can apply cost.
public struct CompiledAccessPolicies: Sendable {
    public init(_ policies: [AccessPolicy], settings: AccessSettings) {}

    /// The decision for one request; pure and total. See `SEMANTICS` §1–2 and §5 for `validUntil`.
    public func decide(_ signals: Signals, at now: Instant) -> Decision {
        Decision(
            outcome: .block, reasons: [DecisionReason(code: .defaultDeny, policy: nil, control: nil, detail: "")],
            policies: [], missing: [], validUntil: now)
    }
}
