import GatehouseModel

extension RequirementStatus {
    /// How long an error leaves the state before it as it was.
    static let errorTolerance: Duration = .seconds(7 * 86_400)

    /// The state that this requirement alone would give the device, and when time alone changes that.
    ///
    /// An error that came out of a satisfied interval has no `graceEnd` and counts as satisfied for seven days; any
    /// other error carries the `graceEnd` of the unsatisfied interval that it continues.
    func standing(at now: Instant) -> (state: ComplianceState, until: Instant?) {
        switch result {
        case .satisfied: return (.compliant, heldFailureEnd)
        case .notApplicable: return (.notApplicable, nil)
        case .error where graceEnd == nil:
            let end = since + Self.errorTolerance
            return now < end ? (.compliant, end) : (.noncompliant, nil)
        case .failing, .unknown, .error:
            guard let graceEnd, now < graceEnd else { return (.noncompliant, nil) }
            return (.inGracePeriod, graceEnd)
        }
    }

    /// Gives the status its interval, which begins at `start` unless it continues the previous one.
    ///
    /// Failing, unknown and error are one interval: neither hiding a fact nor spoiling its value buys new grace.
    mutating func continueInterval(of previous: RequirementStatus?, grace: Duration, from start: Instant, now: Instant)
    {
        since = start
        actionsDone = []
        if let previous, result.endsInterval ? previous.result == result : previous.isOpen {
            since = previous.since
            actionsDone = previous.actionsDone
        }
        graceEnd = nil
        if result.isUnsatisfied {
            graceEnd = grace > .zero ? since + grace : nil
        } else if result == .error, previous?.keepsSatisfied != true {
            graceEnd = previous.map { $0.errorEnd(since: since, grace: grace, now: now) } ?? since
        }
    }

    private var isOpen: Bool { result.isUnsatisfied || result == .error }

    /// Whether an error that follows counts as satisfied while it is tolerated.
    private var keepsSatisfied: Bool { result == .satisfied || (result == .error && graceEnd == nil) }

    /// When an error that continues this unsatisfied or error interval counts as noncompliant.
    private func errorEnd(since: Instant, grace: Duration, now: Instant) -> Instant {
        switch result {
        case .error: min(graceEnd ?? since, since + grace)
        case .failing, .unknown: min(since + grace, now + Self.errorTolerance)
        case .satisfied, .notApplicable: now
        }
    }
}
