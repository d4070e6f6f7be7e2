import GatehouseModel

/// How a control stands for one request.
enum ControlStanding {
    case satisfied
    /// Presenting a device, which was not done yet, could satisfy it.
    case presentable
    case unsatisfied
}

extension GrantControl {
    /// Looks only at what is known: an input that is unavailable leaves the control unsatisfied.
    func standing(for signals: Signals, _ circumstances: Circumstances) -> ControlStanding {
        switch self {
        case .block: return .unsatisfied
        case .compliantDevice:
            switch signals.device {
            case .absent: return .presentable
            case .unavailable: return .unsatisfied
            case .known: return circumstances.isCompliant.value == true ? .satisfied : .unsatisfied
            }
        case .minimumAssurance(let minimum):
            switch signals.device {
            case .absent: return .presentable
            case .unavailable: return .unsatisfied
            case .known(let signal): return signal.identityAssurance >= minimum ? .satisfied : .unsatisfied
            }
        }
    }
}
