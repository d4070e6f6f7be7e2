import GatehouseModel

/// What every policy asks of the same request, worked out once.
struct Circumstances: Sendable {
    let platform: UInt8
    let client: UInt8
    /// The verdict's state now; one that is beyond its validity or was never reached is unavailable.
    let compliance: Input<ComplianceState>
    /// The verdict's state now, for the words of a reason.
    let state: ComplianceState?

    init(of signals: Signals, at now: Instant) {
        platform = PlatformCondition.bit(of: signals.platform)
        client = ClientApplicationCondition.bit(of: signals.clientApplication)
        switch signals.verdict {
        case .known(let verdict):
            let state = verdict.state(at: now)
            self.state = state
            compliance = state == .unknown ? .unavailable : .known(state)
        case .absent: (state, compliance) = (nil, .absent)
        case .unavailable: (state, compliance) = (nil, .unavailable)
        }
    }

    var isCompliant: Input<Bool> {
        switch compliance {
        case .known(let state): .known(state.satisfiesCompliantDevice)
        case .absent: .absent
        case .unavailable: .unavailable
        }
    }
}
