public import GatehouseModel

/// One administrative act.
public struct AuditEntry: Hashable, Sendable {
    /// When it was done, by the server's clock.
    public var at: Instant
    /// Who acted: `token:setup`, `device:UUID`, `system`.
    public var actor: String
    /// What was done, as `device.revoke`.
    public var action: String
    /// To what, as `device/UUID`.
    public var target: String
    /// Further particulars in one line; never a secret.
    public var detail: String

    /// Makes the entry; nothing is checked.
    public init(at: Instant, actor: String, action: String, target: String, detail: String = "") {
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.detail = detail
    }
}

/// An act in its place in the chain.
public struct AuditRow: Hashable, Sendable {
    /// From 1, without gaps, by tenant.
    public var sequence: Int64
    /// The act itself.
    public var entry: AuditEntry
    /// SHA-256 in hexadecimal over the previous row's hash and this row's content (`AuditChain`).
    public var hash: String

    /// Makes the row as it is kept; whether the hash fits is for `AuditChain` to say.
    public init(sequence: Int64, entry: AuditEntry, hash: String) {
        self.sequence = sequence
        self.entry = entry
        self.hash = hash
    }
}

/// Asks for the audit log.
public protocol AuditReading {
    /// Rows after `sequence`, oldest first.
    func auditRows(after sequence: Int64, limit: Int) throws -> [AuditRow]
    func newestAuditRow() throws -> AuditRow?
}

/// Appends to the audit log; there is no way to change or remove a row.
public protocol AuditWriting {
    func append(_ row: AuditRow) throws
}
