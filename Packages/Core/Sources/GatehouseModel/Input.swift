/// One input of a decision in its three states: what is unavailable is never treated as absent.
public enum Input<Value> {
    /// Observed, and not older than its validity.
    case known(Value)
    /// The thing itself does not exist: no device identity was presented, the user has no risk record.
    case absent
    /// It may exist, but its source failed, timed out or never reported.
    case unavailable

    /// The known value; `nil` says nothing of which of the other two states it is.
    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// Whether the source failed; an input that is absent is not unavailable.
    public var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }

    /// Changes a known value and keeps the other two states as they are.
    public func map<Result>(_ transform: (Value) -> Result) -> Input<Result> {
        switch self {
        case .known(let value): .known(transform(value))
        case .absent: .absent
        case .unavailable: .unavailable
        }
    }
}

extension Input: Sendable where Value: Sendable {}
extension Input: Equatable where Value: Equatable {}
extension Input: Hashable where Value: Hashable {}
