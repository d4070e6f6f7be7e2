public import GatehouseModel

/// Asks who would gain and lose access if documents became what files say.
public struct DryRunRequest: APIMessage {
    /// Their documents may name each other, in any order.
    public var files: [SourceFile]
    /// Documents that would be deleted.
    public var deletions: [DocumentReference]?
    /// How far back recorded decisions are made again, as `7d`; not at all where it is left out.
    public var replay: String?
    /// At most so many differences of each part are listed, 1 to 1000; the totals are over all.
    public var limit: Int?

    /// A dry run of files over the devices as they are now.
    public init(
        files: [SourceFile], deletions: [DocumentReference]? = nil, replay: String? = nil, limit: Int? = nil
    ) {
        self.files = files
        self.deletions = deletions
        self.replay = replay
        self.limit = limit
    }

    /// One file and one deletion, over a week.
    public static var example: Self {
        Self(files: [.example], deletions: [.example], replay: "7d", limit: 100)
    }
}

/// Names a document.
public struct DocumentReference: APIMessage {
    /// The kind's name, plural or short form, in any letter case.
    public var kind: String
    /// The document's `metadata.name`.
    public var name: String

    /// The document of this kind and name.
    public init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    /// An access policy.
    public static var example: Self { Self(kind: "AccessPolicy", name: "wiki-compliant") }
}

/// One device and one application that a change makes a difference for.
public struct AccessDifferenceItem: APIMessage {
    /// Who gains, who loses.
    public enum Effect: String, Codable, Sendable, Hashable, CaseIterable {
        /// Allowed, and would not be any more.
        case loses
        /// Not allowed, and would be.
        case gains
        /// Not allowed either way: a block becomes a challenge, or a challenge a block.
        case changes
    }

    /// Who gains, who loses.
    public var effect: Effect
    /// Name of the application.
    public var application: String
    /// Not there where no known device stands behind the requests.
    public var device: DeviceID?
    /// Empty where no known device stands behind the requests.
    public var deviceName: String
    /// By the documents as they are.
    public var before: Outcome
    /// By the documents as they would be.
    public var after: Outcome
    /// Why, as it is.
    public var reasonsBefore: [DecisionReasonItem]
    /// Why, as it would be.
    public var reasonsAfter: [DecisionReasonItem]
    /// Recorded decisions that this is about; 1 for a device as it is now.
    public var count: Int
    /// The newest of those decisions.
    public var decision: DecisionID?

    /// A difference; the reasons are those of both decisions.
    public init(
        effect: Effect, application: String, device: DeviceID?, deviceName: String, before: Outcome, after: Outcome,
        reasonsBefore: [DecisionReason], reasonsAfter: [DecisionReason], count: Int, decision: DecisionID?
    ) {
        self.effect = effect
        self.application = application
        self.device = device
        self.deviceName = deviceName
        self.before = before
        self.after = after
        self.reasonsBefore = reasonsBefore.map(DecisionReasonItem.init)
        self.reasonsAfter = reasonsAfter.map(DecisionReasonItem.init)
        self.count = count
        self.decision = decision
    }

    /// A device that would be blocked.
    public static var example: Self {
        var item = Self(
            effect: .loses, application: "wiki", device: ExampleID.device, deviceName: "eng-laptop-7", before: .allow,
            after: .block, reasonsBefore: [], reasonsAfter: [], count: 12, decision: ExampleID.decision)
        item.reasonsBefore = [
            DecisionReasonItem(
                DecisionReason(
                    code: .policiesSatisfied, policy: "wiki-compliant", control: .compliantDevice,
                    detail: "the device is compliant"))
        ]
        item.reasonsAfter = [.example]
        return item
    }
}

/// Differences, counted all and listed up to a limit.
public struct AccessDifferenceList: APIMessage {
    /// Comparisons with the same outcome on both sides.
    public var same: Int
    /// Allowed, and would not be any more.
    public var losing: Int
    /// Not allowed, and would be.
    public var gaining: Int
    /// Not allowed either way, and yet otherwise.
    public var changing: Int
    /// Losses first, then gains, each by application and device.
    public var items: [AccessDifferenceItem]
    /// Whether there are more than are listed.
    public var truncated: Bool

    /// The totals with what is listed of them.
    public init(
        same: Int, losing: Int, gaining: Int, changing: Int, items: [AccessDifferenceItem], truncated: Bool
    ) {
        self.same = same
        self.losing = losing
        self.gaining = gaining
        self.changing = changing
        self.items = items
        self.truncated = truncated
    }

    /// One loss among many that stay.
    public static var example: Self {
        Self(same: 240, losing: 12, gaining: 0, changing: 0, items: [.example], truncated: false)
    }
}

/// What a change makes of the devices as they are now.
public struct FleetDryRun: APIMessage {
    /// Devices whose verdict would change.
    public struct Shift: APIMessage {
        /// As it stands; not there for devices that were never judged.
        public var before: ComplianceState?
        /// As it would be.
        public var after: ComplianceState?
        /// Devices that this is about.
        public var devices: Int

        /// A number of devices that go from one state to another.
        public init(before: ComplianceState?, after: ComplianceState?, devices: Int) {
            self.before = before
            self.after = after
            self.devices = devices
        }

        /// Devices that get time to mend something.
        public static var example: Self { Self(before: .compliant, after: .inGracePeriod, devices: 12) }
        /// The type's own name says too little.
        public static var schemaName: String { "VerdictShift" }
    }

    /// Devices that were compared; those without an identity to show are not among them.
    public var devices: Int
    /// Applications that each was asked about.
    public var applications: Int
    /// Devices without an identity to show, which reach nothing either way.
    public var refused: Int
    /// Changed verdicts; none unless what judges devices changes.
    public var verdicts: [Shift]
    /// Who gains and who loses.
    public var differences: AccessDifferenceList
    /// Whether time ran out before every device was compared.
    public var truncated: Bool

    /// What was found.
    public init(
        devices: Int, applications: Int, refused: Int, verdicts: [Shift], differences: AccessDifferenceList,
        truncated: Bool
    ) {
        self.devices = devices
        self.applications = applications
        self.refused = refused
        self.verdicts = verdicts
        self.differences = differences
        self.truncated = truncated
    }

    /// A fleet in which some lose.
    public static var example: Self {
        Self(
            devices: 126, applications: 2, refused: 3, verdicts: [.example], differences: .example, truncated: false)
    }
}

/// What a change makes of recorded decisions.
public struct ReplayDryRun: APIMessage {
    /// The oldest that was asked for.
    public var since: Instant
    /// Decisions that were made again.
    public var decisions: Int
    /// Decisions whose recorded inputs do not read.
    public var unreadable: Int
    /// Decisions that were answered otherwise than the documents as they are would have it.
    public var drifted: Int
    /// Who would have gained and lost.
    public var differences: AccessDifferenceList
    /// Whether there were more than were looked at; the newest were.
    public var truncated: Bool

    /// What was found.
    public init(
        since: Instant, decisions: Int, unreadable: Int, drifted: Int, differences: AccessDifferenceList,
        truncated: Bool
    ) {
        self.since = since
        self.decisions = decisions
        self.unreadable = unreadable
        self.drifted = drifted
        self.differences = differences
        self.truncated = truncated
    }

    /// A morning's decisions.
    public static var example: Self {
        Self(
            since: ExampleID.morning, decisions: 252, unreadable: 0, drifted: 0, differences: .example,
            truncated: false)
    }
}

/// An application that would be taken from everybody who has it.
public struct LockedApplicationItem: APIMessage {
    /// Name of the application.
    public var application: String
    /// Devices that can reach it now.
    public var devices: Int

    /// An application with the devices that would lose it.
    public init(application: String, devices: Int) {
        self.application = application
        self.devices = devices
    }

    /// Twelve devices and one application.
    public static var example: Self { Self(application: "wiki", devices: 12) }
}

/// What documents would do to whoever asks for access; nothing was changed.
public struct DryRunResponse: APIMessage {
    /// What would become of each document.
    public var results: [DocumentChange]
    /// What would be taken although it is unlikely to be meant.
    public var warnings: [String]
    /// Not empty when applying would have to be confirmed.
    public var lockedOut: [LockedApplicationItem]
    /// The devices as they are now.
    public var fleet: FleetDryRun
    /// Not there unless recorded decisions were asked for.
    public var replay: ReplayDryRun?
    /// What the numbers do not say by themselves.
    public var notes: [String]

    /// What a dry run found.
    public init(
        results: [DocumentChange], warnings: [String], lockedOut: [LockedApplicationItem], fleet: FleetDryRun,
        replay: ReplayDryRun?, notes: [String]
    ) {
        self.results = results
        self.warnings = warnings
        self.lockedOut = lockedOut
        self.fleet = fleet
        self.replay = replay
        self.notes = notes
    }

    /// A change that locks everybody out.
    public static var example: Self {
        Self(
            results: [.example], warnings: ApplyResponse.example.warnings, lockedOut: [.example], fleet: .example,
            replay: .example, notes: ["devices are still being judged after an earlier change: verdicts may be old"])
    }
}
