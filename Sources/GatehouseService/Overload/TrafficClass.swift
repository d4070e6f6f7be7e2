/// What a request is for, which says when it is put off by a node that has too much to do.
public enum TrafficClass: String, Sendable, Hashable, CaseIterable {
    /// What devices tell and fetch without haste: check-ins, their own standing, releases, scripts.
    case report
    /// Machines that want an identity.
    case enrolment
    /// Looking at the management API.
    case reading
    /// Changing by the management API, and what a device cannot put off: renewals, tokens, its actions.
    case change
    /// A device that waits for work: it costs nothing while it waits, and is never put off.
    case poll

    /// From which stage on it is put off; `nil` for what never is.
    public var putOffFrom: OverloadStage? {
        switch self {
        case .report: .reports
        case .enrolment, .reading: .arrivals
        case .change: .changes
        case .poll: nil
        }
    }

    /// What comes again soon is told to wait shortly: the middle of the wait, in seconds, for each stage.
    var wait: Int {
        switch self {
        case .report: 10
        case .enrolment, .reading: 4
        case .change, .poll: 2
        }
    }
}

/// How much a node puts off; each stage includes those before it.
///
/// Decisions are never put off: they are made from memory.
public enum OverloadStage: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Nothing is.
    case none
    /// ``TrafficClass/report`` is.
    case reports
    /// ``TrafficClass/enrolment`` and ``TrafficClass/reading`` are, too.
    case arrivals
    /// ``TrafficClass/change`` is, too.
    case changes

    /// Less is put off in the lesser.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
