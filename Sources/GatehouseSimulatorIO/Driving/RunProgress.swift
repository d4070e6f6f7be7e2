public import GatehouseSimulator

/// How far a run is.
public struct RunProgress: Sendable {
    /// Since the first phase began.
    public var elapsed: Duration
    /// Of all phases.
    public var whole: Duration
    /// The phase under way.
    public var phase: String
    /// Devices that hold a poll.
    public var connected: Int
    /// The second that is over.
    public var second: Ledger.Second?
    /// Of the whole run.
    public var errors: Int

    /// One line for people.
    public var line: String {
        func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
        var parts = ["\(seconds(elapsed)) of \(seconds(whole))", phase, "\(connected) connected"]
        if let second {
            parts.append("\(second.checkIns) check-ins/s")
            if let p99 = second.p99 { parts.append("p99 \(Int(p99.rounded(.up))) ms") }
            if second.decisions > 0 { parts.append("\(second.decisions) decisions/s") }
            if second.overloads > 0 { parts.append("\(second.overloads) told to wait") }
        }
        parts.append(errors == 1 ? "1 error" : "\(errors) errors")
        return parts.joined(separator: "  ")
    }
}
