public import GatehouseModel

/// The device's standing, for the person in front of it.
public struct StatusResponse: Hashable, Sendable {
    /// As given at enrolment.
    public var deviceName: String
    /// ``ComplianceState`` in its wire spelling.
    public var state: ComplianceState
    /// When this state began; the enrolment, until the device was judged.
    public var since: Instant
    /// The earliest end of a running grace, if there is one.
    public var graceEnd: Instant?
    /// Why, when no single problem says so.
    public var note: String?
    /// Requirements that fail or whose facts are unknown; empty when all are met.
    public var problems: [Problem]
    /// The server's clock when it answered; servers before 0.2 do not say.
    public var serverTime: Instant?

    /// One requirement that is not met.
    public struct Problem: Hashable, Sendable {
        /// Name of the compliance policy.
        public var policy: String
        /// Name of the requirement within its policy.
        public var requirement: String
        /// In words, as `at least 12.5`.
        public var wanted: String
        /// In words, with the reason when there is no value.
        public var found: String
        /// When it begins to count; not there when no grace was given.
        public var graceEnd: Instant?
        /// The policy author's advice; may be empty.
        public var remediation: String

        /// A requirement with what would mend it.
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

    /// A standing with all that is behind it.
    public init(
        deviceName: String, state: ComplianceState, since: Instant, graceEnd: Instant?, note: String?,
        problems: [Problem], serverTime: Instant? = nil
    ) {
        self.deviceName = deviceName
        self.state = state
        self.since = since
        self.graceEnd = graceEnd
        self.note = note
        self.problems = problems
        self.serverTime = serverTime
    }
}
