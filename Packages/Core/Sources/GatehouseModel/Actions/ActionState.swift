/// Where an action stands; it only ever moves forwards (``canBecome(_:)``).
public enum ActionState: String, Sendable, Hashable, CaseIterable {
    /// A second person must agree first.
    case pendingApproval
    /// The device may fetch it.
    case queued
    /// The device has taken it: it can no longer be cancelled.
    case delivered
    case running
    case succeeded
    case failed
    /// The device cannot do this at all.
    case notSupported
    case cancelled
    /// The device did not take it in time.
    case expired
    /// The second person did not agree.
    case rejected

    /// Whether nothing more can happen.
    public var isFinal: Bool {
        switch self {
        case .pendingApproval, .queued, .delivered, .running: false
        case .succeeded, .failed, .notSupported, .cancelled, .expired, .rejected: true
        }
    }

    /// Whether the device has not taken it: it can still be cancelled, and it still expires.
    public var isUndelivered: Bool { self == .pendingApproval || self == .queued }

    /// Whether the device may have it on its list.
    public var isOpenToDevice: Bool { self == .queued || self == .delivered || self == .running }

    /// Whether `next` may follow; running may follow running, with other words.
    ///
    /// A queued action may be reported on at once, as agents of protocol version 1 do, and as any agent does that does
    /// not know the kind.
    public func canBecome(_ next: ActionState) -> Bool {
        switch self {
        case .pendingApproval: [.queued, .rejected, .cancelled, .expired].contains(next)
        case .queued:
            [.delivered, .running, .succeeded, .failed, .notSupported, .cancelled, .expired].contains(next)
        case .delivered, .running: [.running, .succeeded, .failed, .notSupported].contains(next)
        case .succeeded, .failed, .notSupported, .cancelled, .expired, .rejected: false
        }
    }
}
