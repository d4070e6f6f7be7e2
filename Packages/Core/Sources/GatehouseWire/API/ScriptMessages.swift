public import GatehouseModel

/// A discovery script: what of it runs, and what waits for a second person.
public struct ScriptItem: APIMessage {
    /// The name of the `ComplianceScript`.
    public var name: String
    /// Digest of the version that runs on devices; not there while none was approved.
    public var running: String?
    /// Digest of the version that waits for a second person.
    public var pending: String?
    /// Who wrote the waiting version, and so cannot approve it.
    public var pendingBy: String?
    /// Who approved what runs.
    public var approvedBy: String?
    /// When they did.
    public var approvedAt: Instant?
    /// From then on it runs nowhere, unless it is approved again.
    public var expiresAt: Instant?

    /// A script with how far it is.
    public init(
        name: String, running: String?, pending: String?, pendingBy: String?, approvedBy: String?,
        approvedAt: Instant?, expiresAt: Instant?
    ) {
        self.name = name
        self.running = running
        self.pending = pending
        self.pendingBy = pendingBy
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.expiresAt = expiresAt
    }

    /// A script that runs, with a change that waits.
    public static var example: Self {
        Self(
            name: "disk-health", running: String(repeating: "5f", count: 32),
            pending: String(repeating: "a1", count: 32),
            pendingBy: "token:author", approvedBy: "token:second", approvedAt: ExampleID.morning,
            expiresAt: ExampleID.nextWeek)
    }
}

/// One version of a discovery script.
public struct ScriptVersionItem: APIMessage {
    /// What became of a version.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case pending
        case approved
        case superseded
        case rejected
    }

    /// SHA-256 over all that decides what runs: the script, its account, its limits, its settings.
    public var digest: String
    /// Whether a second person agreed.
    public var state: State
    /// When it was written.
    public var createdAt: Instant
    /// Who wrote it.
    public var createdBy: String
    /// When somebody decided; not there until then.
    public var decidedAt: Instant?
    /// Who decided.
    public var decidedBy: String?
    /// Why, in their words.
    public var reason: String?
    /// How the script is run, by name: its account, its limits, and the settings that it reports.
    public var parameters: [String: String]
    /// What the second person must read.
    public var script: String

    /// A version with all that is kept of it.
    public init(
        digest: String, state: State, createdAt: Instant, createdBy: String, decidedAt: Instant?, decidedBy: String?,
        reason: String?, parameters: [String: String], script: String
    ) {
        self.digest = digest
        self.state = state
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reason = reason
        self.parameters = parameters
        self.script = script
    }

    /// A version that somebody else agreed to.
    public static var example: Self {
        Self(
            digest: String(repeating: "5f", count: 32), state: .approved, createdAt: ExampleID.morning,
            createdBy: "token:author", decidedAt: ExampleID.later, decidedBy: "token:second", reason: "ticket 42",
            parameters: ["interval": "8h", "settings": "DiskHealthy Boolean", "timeLimit": "1m"],
            script: "#!/bin/sh\necho '{\"DiskHealthy\": true}'\n")
    }
}

/// A discovery script with its versions.
public struct ScriptDetail: APIMessage {
    /// How far it is.
    public var script: ScriptItem
    /// Newest first.
    public var versions: [ScriptVersionItem]

    /// A script with its versions.
    public init(script: ScriptItem, versions: [ScriptVersionItem]) {
        self.script = script
        self.versions = versions
    }

    /// A script with one version.
    public static var example: Self { Self(script: .example, versions: [.example]) }
}

/// Agrees to a version of a script, or refuses or withdraws it.
public struct ScriptDecisionRequest: APIMessage {
    /// The digest of the version that was read; at least its first 8 digits.
    public var digest: String
    /// For the audit log; may be left out.
    public var reason: String?

    /// A decision with its reason.
    public init(digest: String, reason: String? = nil) {
        self.digest = digest
        self.reason = reason
    }

    /// A decision that names a ticket.
    public static var example: Self { Self(digest: String(repeating: "5f", count: 32), reason: "ticket 42") }
}
