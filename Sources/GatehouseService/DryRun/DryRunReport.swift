public import GatehouseModel

/// Devices whose verdict a change alters from one state to another.
public struct VerdictShift: Hashable, Sendable {
    /// As it stands; `nil` for devices that were never judged.
    public var before: ComplianceState?
    /// As it would be.
    public var after: ComplianceState?
    /// Devices that this is about.
    public var devices: Int
}

/// What a change makes of the devices as they are now.
public struct FleetDifferences: Hashable, Sendable {
    /// Devices that were compared; those without an identity to show are not among them.
    public var devices: Int
    /// Applications that each was asked about.
    public var applications: Int
    /// Devices without an identity to show, which reach nothing either way.
    public var refused: Int
    /// Changed verdicts; empty unless what judges devices changes.
    public var verdicts: [VerdictShift]
    /// Who gains and who loses, by device and application.
    public var differences: AccessDifferences
    /// Whether time ran out before every device was compared.
    public var isCut: Bool
}

/// What a change makes of decisions that were recorded.
public struct ReplayDifferences: Hashable, Sendable {
    /// The oldest that was asked for.
    public var since: Instant
    /// Decisions that were made again.
    public var decisions: Int
    /// Decisions whose recorded inputs do not read.
    public var unreadable: Int
    /// Decisions that were answered otherwise than the documents as they are would have it.
    public var drifted: Int
    /// Who would have gained and lost, by recorded decisions.
    public var differences: AccessDifferences
    /// Whether there were more decisions than were looked at; the newest were.
    public var isCut: Bool
}

/// What a proposal would do to whoever asks for access; nothing was written.
public struct DryRunReport: Hashable, Sendable {
    /// What would become of each document.
    public var documents: DocumentChanges
    /// Applications that would be taken from everybody who has them; such a change must be confirmed.
    public var lockedOut: [LockedApplication]
    /// The devices as they are now.
    public var fleet: FleetDifferences
    /// `nil` when no recorded decisions were asked for.
    public var replay: ReplayDifferences?
    /// What the numbers do not say by themselves, in words.
    public var notes: [String]
}

/// How much a dry run may do before it says what it has seen so far.
public struct DryRunLimits: Hashable, Sendable {
    /// Recorded decisions, the newest first.
    public var decisions = 200_000
    /// How long it may take, both parts together.
    public var time = Duration.seconds(30)
    /// Dry runs at once.
    public var turns = 2
    /// The longest time to look back.
    public var longestReplay = Duration.seconds(90 * 86_400)

    /// The limits of a server.
    public init() {}
}
