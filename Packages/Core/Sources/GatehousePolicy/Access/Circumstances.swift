import GatehouseModel

/// What every policy asks of the same request, worked out once.
struct Circumstances: Sendable {
    let platform: UInt8
    let client: UInt8
    /// The verdict's state now, for the words of a reason.
    let state: ComplianceState?
    /// Whether the verdict satisfies; one that is beyond its validity or was never reached is unavailable.
    let isCompliant: Input<Bool>
    /// `absent` too where no policy looks at the device's attributes.
    let device: Input<FilterSubject>

    init(of signals: Signals, at now: Instant, lookingAtDevice: Bool) {
        platform = PlatformCondition.bit(of: signals.platform)
        client = ClientApplicationCondition.bit(of: signals.clientApplication)
        switch signals.verdict {
        case .known(let verdict):
            let state = verdict.state(at: now)
            self.state = state
            isCompliant = state == .unknown ? .unavailable : .known(state.satisfiesCompliantDevice)
        case .absent: (state, isCompliant) = (nil, .absent)
        case .unavailable: (state, isCompliant) = (nil, .unavailable)
        }
        guard lookingAtDevice else {
            device = .absent
            return
        }
        let isCompliant = isCompliant
        device = signals.device.map { FilterSubject(device: $0.device, isCompliant: isCompliant) }
    }
}
