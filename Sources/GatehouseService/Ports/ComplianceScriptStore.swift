public import GatehouseModel

/// One version of a discovery script as it is kept, whatever became of its document since.
public struct ComplianceScriptVersion: Hashable, Sendable {
    /// What became of a version; at most one of a script is approved, and at most one waits.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case pending
        case approved
        /// Another version was approved, or waits in its place.
        case superseded
        case rejected
    }

    /// The name of the `ComplianceScript`.
    public var name: String
    /// `DiscoveryTerms.version` of what it says.
    public var digest: String
    /// The canonical YAML of the document as it was then.
    public var text: String
    /// What became of it.
    public var state: State
    /// When it was written, by the server's clock.
    public var createdAt: Instant
    /// Who wrote it, as the audit log names them.
    public var createdBy: String
    /// When the second person decided; `nil` until then.
    public var decidedAt: Instant?
    /// Who decided; never who wrote it, unless they refused it.
    public var decidedBy: String?
    /// Their words; empty when they gave none.
    public var reason: String
    /// From then on devices do not run it; `nil` for a version that was never approved.
    public var expiresAt: Instant?
    /// Of the authority, over its `DiscoveryStatement`, in hexadecimal; empty for a version that was never approved.
    public var signature: String

    /// Makes a version that waits, unless said otherwise; nothing is checked.
    public init(
        name: String, digest: String, text: String, state: State = .pending, createdAt: Instant, createdBy: String,
        decidedAt: Instant? = nil, decidedBy: String? = nil, reason: String = "", expiresAt: Instant? = nil,
        signature: String = ""
    ) {
        self.name = name
        self.digest = digest
        self.text = text
        self.state = state
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reason = reason
        self.expiresAt = expiresAt
        self.signature = signature
    }
}

/// Asks for the versions of discovery scripts.
public protocol ComplianceScriptReading {
    /// Those of one script, or of every script by name; newest first.
    func complianceScriptVersions(of name: String?) throws -> [ComplianceScriptVersion]
}

/// Changes the versions of discovery scripts; appends ``Change/Kind/script`` with the script's name.
public protocol ComplianceScriptWriting {
    /// Inserts or replaces.
    func save(_ version: ComplianceScriptVersion) throws
    func deleteComplianceScriptVersions(of name: String) throws
}
