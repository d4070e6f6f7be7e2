/// What is read of the server's process, once a second.
public enum ServerGauge: String, Hashable, Sendable, CaseIterable {
    /// Bytes of its memory that are in the machine's.
    case memory
    /// Of one core, in percent.
    case processor
    /// Open files and connections.
    case files
}

/// What became of a gauge over time.
public struct GaugeFigures: Hashable, Sendable {
    /// Which of them.
    public enum Figure: String, Hashable, Sendable, CaseIterable {
        case min
        case mean
        case max
        case last
    }

    private var least = Double.infinity
    private var most = -Double.infinity
    private var newest = 0.0
    private var sum = 0.0
    private var count = 0

    /// Nothing yet.
    public init() {}

    mutating func note(_ value: Double) {
        least = Swift.min(least, value)
        most = Swift.max(most, value)
        newest = value
        sum += value
        count += 1
    }

    /// `nil` when nothing was noted.
    public func value(of figure: Figure) -> Double? {
        guard count > 0 else { return nil }
        return switch figure {
        case .min: least
        case .mean: sum / Double(count)
        case .max: most
        case .last: newest
        }
    }
}
