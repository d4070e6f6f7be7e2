import GatehouseModel
import GatehousePolicy

/// Values that many tests start from.
enum Sample {
    static let now = Instant(seconds: 1_800_000_000)

    static let device = Device(
        id: DeviceID(high: 0x0123_4567_89AB_4DEF, low: 0x8123_4567_89AB_CDEF), name: "eng-laptop-7", platform: .linux,
        ownership: .company, groups: ["engineering"], manufacturer: "LENOVO", model: "ThinkPad X1",
        operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.11", enrolledAt: now - .seconds(86_400),
        lastContact: now)

    static func verdict(_ state: ComplianceState, graceEnd: Instant? = nil) -> Verdict {
        Verdict(state: state, since: now - .seconds(60), graceEnd: graceEnd, validUntil: now + .seconds(86_400))
    }

    static func signals(
        _ application: String = "wiki", device: Input<Device> = .known(device), assurance: Assurance = .agentVerified,
        verdict: Input<Verdict> = .known(verdict(.compliant))
    ) -> Signals {
        Signals(
            application: application, platform: .known(.linux),
            address: .known(IPAddress(v4: 0x0A01_0203)), clientApplication: .known(.browser),
            device: device.map { DeviceSignal(device: $0, identityAssurance: assurance) }, verdict: verdict)
    }

    static var withoutDevice: Signals { signals(device: .absent, verdict: .absent) }

    static func policy(
        _ name: String = "p", state: AccessPolicy.State = .enabled,
        when conditions: AccessConditions = AccessConditions(),
        by grantOperator: AccessPolicy.Operator = .and, requires controls: [GrantControl] = [.compliantDevice]
    ) -> AccessPolicy {
        AccessPolicy(
            name: name, state: state, conditions: conditions, grantOperator: grantOperator, controls: controls)
    }

    static func decide(
        _ policies: [AccessPolicy], _ signals: Signals = signals(),
        default decision: AccessSettings.DefaultDecision = .deny
    ) -> Decision {
        CompiledAccessPolicies(policies, settings: AccessSettings(defaultDecision: decision)).decide(signals, at: now)
    }
}
