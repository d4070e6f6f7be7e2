public import GatehouseModel

/// Compliance of a device now.
public struct VerdictItem: APIMessage {
    /// As it is when it is answered: a grace or validity that ran out counts.
    public var state: ComplianceState
    /// When the state judged last began; one that time alone brought keeps it until the next judging.
    public var since: Instant
    /// The earliest end of a running grace; only for a device that was judged `inGracePeriod`.
    public var graceEnd: Instant?
    /// After this the state is `unknown` unless the device reports again.
    public var validUntil: Instant
    /// Why, when no single requirement says so: `no compliance policy is assigned`.
    public var note: String?

    /// The verdict as it stands at `now`.
    public init(_ verdict: Verdict, at now: Instant) {
        state = verdict.state(at: now)
        since = verdict.since
        graceEnd = verdict.graceEnd
        validUntil = verdict.validUntil
        note = verdict.note
    }

    /// A device in its grace period.
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
    /// Name of the compliance policy.
    public var policy: String
    /// Name of the requirement within its policy.
    public var requirement: String
    /// How the fact compares with what is wanted.
    public var result: RequirementResult
    /// When this interval began; failing, unknown and error are one, so that hiding a fact buys no grace.
    public var since: Instant
    /// When it begins to make the device noncompliant; not there when it is met or has no grace.
    public var graceEnd: Instant?
    /// As the policy's author set it; it changes no verdict.
    public var severity: Severity
    /// Key of the fact that is looked at.
    public var fact: String
    /// In words, as `at least 12.5`.
    public var wanted: String
    /// In words, with the reason when there is no value.
    public var found: String
    /// What the device read there, or where it read it; empty when it reported no such fact.
    public var evidence: String
    /// The policy author's advice; may be empty.
    public var remediation: String
    /// How far a change of the result is that waits for more reports, as `2 of 3 good reports`; not there when none
    /// waits.
    public var reports: String?

    /// A requirement's status as the evaluation left it.
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
        reports = status.reportsInWords
    }

    /// A requirement that is not met, with grace, after one good report.
    public static var example: Self {
        Self(
            RequirementStatus(
                policy: "linux-baseline", requirement: "no-root-login", result: .failing, since: ExampleID.morning,
                graceEnd: ExampleID.nextWeek, severity: .high, fact: "ssh.server.permitRootLogin", wanted: "no",
                found: "yes", evidence: "PermitRootLogin yes",
                remediation: "set `PermitRootLogin no` in /etc/ssh/sshd_config and reload the server",
                pending: ReportQuorum(2, of: 3).map {
                    PendingResult(result: .failing, since: ExampleID.later, reports: [false, true], quorum: $0)
                }))
    }
}

/// A requirement's standing over a span of time.
public struct RequirementIntervalItem: APIMessage {
    /// How it stood in this interval, which began at its `since`.
    public var status: RequirementStatusItem
    /// Not there while the interval lasts.
    public var until: Instant?

    /// An interval; without `until` it still lasts.
    public init(status: RequirementStatusItem, until: Instant?) {
        self.status = status
        self.until = until
    }

    /// An interval that ended.
    public static var example: Self { Self(status: .example, until: ExampleID.later) }
}

/// A device's verdict with every requirement behind it.
public struct ComplianceDetail: APIMessage {
    /// Not there until the device was judged.
    public var verdict: VerdictItem?
    /// Of every assigned policy, those that are not met first.
    public var statuses: [RequirementStatusItem]
    /// What the policies have done about what is not met, and will do; empty for a past time.
    public var scheduledActions: [ScheduledActionItem]
    /// The past time that was asked for; not there for now.
    public var at: Instant?
    /// What is not known of that time because it was not recorded or is not kept any more, a sentence each.
    public var notRecorded: [String]

    /// A verdict with what it rests on.
    public init(
        verdict: VerdictItem?, statuses: [RequirementStatusItem], scheduledActions: [ScheduledActionItem] = [],
        at: Instant? = nil, notRecorded: [String] = []
    ) {
        self.verdict = verdict
        self.statuses = statuses
        self.scheduledActions = scheduledActions
        self.at = at
        self.notRecorded = notRecorded
    }

    /// A device with one requirement, as it was.
    public static var example: Self {
        Self(
            verdict: .example, statuses: [.example], scheduledActions: [.example], at: ExampleID.later,
            notRecorded: ["facts that no requirement looked at are kept only as they are now"])
    }
}
