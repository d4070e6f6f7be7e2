import GatehouseModel

extension GrantControl {
    /// Why the control is met or not, for the person, and what they can do.
    func words(for signals: Signals, _ circumstances: Circumstances) -> (detail: String, remediation: String) {
        if case .block = self {
            return ("an access policy blocks this request", "ask an administrator; nothing on the device lifts a block")
        }
        switch signals.device {
        case .absent: return ("no device identity was presented", "connect from an enrolled device, or enrol this one")
        case .unavailable: return ("the device could not be looked up", "try again in a moment")
        case .known(let signal):
            guard case .minimumAssurance(let minimum) = self else { return Self.compliance(signals, circumstances) }
            return Self.assurance(signal.identityAssurance, minimum: minimum)
        }
    }

    private static func compliance(
        _ signals: Signals, _ circumstances: Circumstances
    ) -> (detail: String, remediation: String) {
        switch circumstances.state {
        case .compliant: return ("the device is compliant", "")
        case .inGracePeriod: return ("the device is in its grace period", "mend what fails before the grace ends")
        case .noncompliant: return ("the device is noncompliant", "see which requirements fail and mend them")
        case .notApplicable: return ("no compliance policy judges the device", "ask an administrator to assign one")
        case .unknown: return ("the device has not reported in time", "let the device check in")
        case nil where signals.verdict.isUnavailable:
            return ("whether the device is compliant could not be read", "try again in a moment")
        case nil: return ("the device has not been judged yet", "let the device check in")
        }
    }

    private static func assurance(_ found: Assurance, minimum: Assurance) -> (detail: String, remediation: String) {
        guard found < minimum else { return ("the device's identity is \(found.rawValue)", "") }
        return (
            "the device's identity is \(found.rawValue), and \(minimum.rawValue) is needed",
            minimum == .attested
                ? "enrol with a key in the device's security chip" : "enrol with the device's own agent"
        )
    }
}
