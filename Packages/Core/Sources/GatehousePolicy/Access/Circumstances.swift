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
        state = signals.verdict.value?.state(at: now)
        isCompliant = signals.verdict.isCompliant(at: now)
        guard lookingAtDevice else {
            device = .absent
            return
        }
        let isCompliant = isCompliant
        device = signals.device.map {
            FilterSubject(device: $0.device, isCompliant: isCompliant, hasAttributes: $0.hasAttributes)
        }
    }
}

extension Input<Verdict> {
    /// Whether the verdict satisfies; one that is beyond its validity or was never reached is unavailable.
    func isCompliant(at now: Instant) -> Input<Bool> {
        switch self {
        case .known(let verdict):
            let state = verdict.state(at: now)
            return state == .unknown ? .unavailable : .known(state.satisfiesCompliantDevice)
        case .absent: return .absent
        case .unavailable: return .unavailable
        }
    }
}
