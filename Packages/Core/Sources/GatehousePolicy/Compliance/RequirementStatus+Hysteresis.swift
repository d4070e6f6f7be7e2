import GatehouseModel

extension RequirementStatus {
    /// How long a failure may wait for more reports: a device that falls silent after a bad one stays good no longer.
    static let longestHold: Duration = .seconds(86_400)

    /// Holds a change of result back until enough reports agree on it; answers when the interval begins that a change
    /// would begin.
    ///
    /// Only a report counts, so neither time nor an edit ends an interval that wants more of them. A failure that was
    /// held back began with its first bad report.
    mutating func settle(
        after previous: RequirementStatus?, _ hysteresis: Hysteresis, isReport: Bool, now: Instant
    ) -> Instant {
        pending = nil
        guard let previous else { return now }
        if previous.isUnmet {
            guard let quorum = hysteresis.recovery, quorum.needed > 1 else { return now }
            hold(previous, speaks: result.endsInterval, quorum, isReport: isReport, now: now)
            return now
        }
        guard previous.result == .satisfied, result == .satisfied || result.isUnsatisfied,
            let quorum = hysteresis.failure, quorum.needed > 1
        else { return now }
        if result.isUnsatisfied, let end = previous.holdEnd, now >= end { return previous.pending?.since ?? now }
        hold(previous, speaks: result.isUnsatisfied, quorum, isReport: isReport, now: now)
        return previous.pending?.since ?? now
    }

    /// Failing or unknown, or an error that continues such an interval.
    private var isUnmet: Bool { result.isUnsatisfied || (result == .error && graceEnd != nil) }

    /// When a failure that is held back counts whatever further reports say; `nil` when none is.
    var heldFailureEnd: Instant? { pending?.result.isUnsatisfied == true ? holdEnd : nil }

    private var holdEnd: Instant? { result == .satisfied ? pending.map { $0.since + Self.longestHold } : nil }

    private mutating func hold(
        _ previous: RequirementStatus, speaks: Bool, _ quorum: ReportQuorum, isReport: Bool, now: Instant
    ) {
        var reports = previous.pending?.reports ?? []
        if isReport { reports.insert(speaks, at: 0) }
        reports = Array(reports.prefix(quorum.window))
        while reports.last == false { reports.removeLast() }
        let found = PendingResult(
            result: result, since: previous.pending?.since ?? now, reports: reports, quorum: quorum)
        guard speaks else {
            if !reports.isEmpty { pending = found }
            return
        }
        guard found.count < quorum.needed else { return }
        pending = found
        result = previous.result
    }
}
