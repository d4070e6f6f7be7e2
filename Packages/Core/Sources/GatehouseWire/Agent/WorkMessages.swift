public import GatehouseModel

/// One command to a device.
public struct WorkItem: Hashable, Sendable {
    public var action: ActionID
    /// `sync`; a kind that the agent does not know is answered `notSupported`.
    public var kind: String
    public var expiresAt: Instant

    public init(action: ActionID, kind: String, expiresAt: Instant) {
        self.action = action
        self.kind = kind
        self.expiresAt = expiresAt
    }
}

/// The work that waits for a device.
public struct WorkResponse: Hashable, Sendable {
    /// Stands for this list; sent back with the next poll.
    public var desired: String
    public var items: [WorkItem]

    public init(desired: String, items: [WorkItem]) {
        self.desired = desired
        self.items = items
    }
}

/// What became of an action, in Graph's spelling (`actionState`).
public struct ActionReport: Hashable, Sendable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case active
        case done
        case failed
        case notSupported
    }

    public var requestID: RequestID
    public var action: ActionID
    public var state: State
    public var detail: String

    public init(requestID: RequestID, action: ActionID, state: State, detail: String) {
        self.requestID = requestID
        self.action = action
        self.state = state
        self.detail = detail
    }
}

/// The device's standing, for the person in front of it.
public struct StatusResponse: Hashable, Sendable {
    public var deviceName: String
    /// ``ComplianceState`` in its wire spelling.
    public var state: ComplianceState
    public var since: Instant
    public var graceEnd: Instant?
    public var note: String?
    public var problems: [Problem]

    /// One requirement that is not met.
    public struct Problem: Hashable, Sendable {
        public var policy: String
        public var requirement: String
        public var wanted: String
        public var found: String
        public var graceEnd: Instant?
        public var remediation: String

        public init(
            policy: String, requirement: String, wanted: String, found: String, graceEnd: Instant?,
            remediation: String
        ) {
            self.policy = policy
            self.requirement = requirement
            self.wanted = wanted
            self.found = found
            self.graceEnd = graceEnd
            self.remediation = remediation
        }
    }

    public init(
        deviceName: String, state: ComplianceState, since: Instant, graceEnd: Instant?, note: String?,
        problems: [Problem]
    ) {
        self.deviceName = deviceName
        self.state = state
        self.since = since
        self.graceEnd = graceEnd
        self.note = note
        self.problems = problems
    }
}
