public import GatehouseModel

/// Compliance of a device now.
public struct VerdictItem: APIMessage {
    public var state: ComplianceState
    public var since: Instant
    public var graceEnd: Instant?
    public var validUntil: Instant
    public var note: String?

    /// The verdict as it stands at `now`.
    public init(_ verdict: Verdict, at now: Instant) {
        state = verdict.state(at: now)
        since = verdict.since
        graceEnd = verdict.graceEnd
        validUntil = verdict.validUntil
        note = verdict.note
    }

    public static var example: Self {
        Self(
            Verdict(
                state: .inGracePeriod, since: ExampleID.morning, graceEnd: ExampleID.nextWeek,
                validUntil: ExampleID.nextWeek, note: "1 requirement is not met"),
            at: ExampleID.later)
    }
}

/// How one requirement stands on a device: what is wanted, what was found, how to mend it.
public struct RequirementStatusItem: APIMessage {
    public var policy: String
    public var requirement: String
    public var result: RequirementResult
    public var since: Instant
    public var graceEnd: Instant?
    public var severity: Severity
    public var fact: String
    public var wanted: String
    public var found: String
    public var evidence: String
    public var remediation: String

    public init(_ status: RequirementStatus) {
        policy = status.policy
        requirement = status.requirement
        result = status.result
        since = status.since
        graceEnd = status.graceEnd
        severity = status.severity
        fact = status.fact.rawValue
        wanted = status.wanted
        found = status.found
        evidence = status.evidence
        remediation = status.remediation
    }

    public static var example: Self {
        Self(
            RequirementStatus(
                policy: "linux-baseline", requirement: "no-root-login", result: .failing, since: ExampleID.morning,
                graceEnd: ExampleID.nextWeek, severity: .high, fact: "ssh.server.permitRootLogin", wanted: "no",
                found: "yes", evidence: "PermitRootLogin yes",
                remediation: "set `PermitRootLogin no` in /etc/ssh/sshd_config and reload the server"))
    }
}

/// A requirement's standing over a span of time.
public struct RequirementIntervalItem: APIMessage {
    public var status: RequirementStatusItem
    /// Not there while the interval lasts.
    public var until: Instant?

    public init(status: RequirementStatusItem, until: Instant?) {
        self.status = status
        self.until = until
    }

    public static var example: Self { Self(status: .example, until: ExampleID.later) }
}

/// A device's verdict with every requirement behind it.
public struct ComplianceDetail: APIMessage {
    /// Not there until the device was judged.
    public var verdict: VerdictItem?
    public var statuses: [RequirementStatusItem]

    public init(verdict: VerdictItem?, statuses: [RequirementStatusItem]) {
        self.verdict = verdict
        self.statuses = statuses
    }

    public static var example: Self { Self(verdict: .example, statuses: [.example]) }
}
