public import GatehouseModel
public import GatehousePolicy

/// What `docs/semantics.md` §3 says of one requirement over time, read out plainly for tests: every answer looks at
/// the whole history, nothing is carried along.
///
/// It knows results that are satisfied, failing or unknown.
public struct ReferenceCompliance: Sendable {
    /// What one judging found, before anything is held back.
    public struct Finding: Hashable, Sendable {
        /// When the device was judged.
        public var at: Instant
        /// Whether the requirement was met.
        public var isGood: Bool
        /// Whether the device itself reported.
        public var isReport: Bool

        /// Takes the parts as they are.
        public init(at: Instant, isGood: Bool, isReport: Bool) {
            self.at = at
            self.isGood = isGood
            self.isReport = isReport
        }
    }

    /// How the requirement stands.
    public struct Standing: Hashable, Sendable {
        /// Whether it counts as met.
        public var isMet: Bool
        /// When this began.
        public var since: Instant
        /// What it alone makes of the device.
        public var state: ComplianceState
        /// The keys of the actions that were done since, in the order of time.
        public var done: [String]
    }

    let policy: CompliancePolicy
    let recovery: ReportQuorum?
    let failure: ReportQuorum?

    /// Of the first requirement of the policy, whose own grace is not looked at.
    public init(_ policy: CompliancePolicy) {
        self.policy = policy
        let requirement = policy.requirements.first
        recovery = requirement?.hysteresis.recovery ?? policy.hysteresis.recovery
        let isCritical = requirement?.severity == .high
        failure = requirement?.hysteresis.failure ?? (isCritical ? nil : policy.hysteresis.failure)
    }

    /// How it stands after these findings, which are in the order of time and not empty.
    public func standing(after findings: [Finding]) -> Standing {
        var begin = 0
        var isMet = findings[0].isGood
        var since = findings[0].at
        for index in findings.indices.dropFirst() {
            let stretch = Array(findings[begin...index].dropFirst())
            guard let change = change(from: isMet, in: stretch) else { continue }
            isMet.toggle()
            since = change
            begin = index
        }
        let state = state(isMet, since, at: findings[findings.count - 1].at)
        return Standing(isMet: isMet, since: since, state: state, done: isMet ? [] : done(findings, begin, since))
    }

    /// When the other standing begins, if the last finding of the stretch brings it.
    private func change(from isMet: Bool, in stretch: [Finding]) -> Instant? {
        guard let last = stretch.last, last.isGood != isMet else { return nil }
        guard let quorum = isMet ? failure : recovery, quorum.needed > 1 else { return last.at }
        let reports = stretch.filter(\.isReport).suffix(quorum.window)
        let isEnough = reports.filter { $0.isGood != isMet }.count >= quorum.needed
        guard isMet else { return isEnough ? last.at : nil }
        let first = speaking(stretch.dropLast(), quorum, isMet).first?.at
        if let first, last.at >= first + .seconds(86_400) { return first }
        return isEnough ? first ?? last.at : nil
    }

    /// The end of the stretch throughout which something spoke for the change: a report within the window, or what
    /// was found by other than a report.
    private func speaking(_ stretch: some Sequence<Finding>, _ quorum: ReportQuorum, _ isMet: Bool) -> [Finding] {
        let stretch = Array(stretch)
        var start = stretch.count
        for index in stretch.indices.reversed() {
            let window = stretch[...index].filter(\.isReport).suffix(quorum.window)
            let speaks = stretch[index].isGood != isMet || window.contains { $0.isGood != isMet }
            guard speaks else { break }
            start = index
        }
        return Array(stretch[start...])
    }

    private func state(_ isMet: Bool, _ since: Instant, at now: Instant) -> ComplianceState {
        if isMet { return .compliant }
        return now < since + policy.grace ? .inGracePeriod : .noncompliant
    }

    /// What was done in the unmet stretch that began with the finding `begin`: at every judging that found it bad.
    private func done(_ findings: [Finding], _ begin: Int, _ since: Instant) -> [String] {
        let bad = findings[begin...].filter { !$0.isGood }.map(\.at)
        let sorted = policy.scheduledActions.sorted { $0.after < $1.after }
        return sorted.enumerated().compactMap { place, action in
            let number = sorted[...place].filter { $0.kind == action.kind }.count
            let earliest = action.kind == .notify ? since : since + policy.grace
            let time = max(since + action.after, earliest)
            return bad.contains { $0 >= time } ? "\(action.kind.rawValue)-\(number)" : nil
        }
    }
}
