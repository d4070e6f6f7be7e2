/// How far a fact can be believed; a policy names the least that it accepts.
public enum Assurance: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A person, an unprivileged agent or an imported list says so.
    case selfReported
    /// Another system vouches for it over its own authenticated connector.
    case partner
    /// Our privileged agent measured it itself, over the device's own certificate.
    case agentVerified
    /// Covered by a fresh hardware quote chained to a trusted manufacturer.
    case attested

    private var rank: Int {
        switch self {
        case .selfReported: 0
        case .partner: 1
        case .agentVerified: 2
        case .attested: 3
        }
    }

    /// Believed less is less: `selfReported` first, `attested` last.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
