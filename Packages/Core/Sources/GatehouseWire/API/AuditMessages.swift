public import GatehouseModel

/// One administrative act in its place in the chain.
public struct AuditItem: APIMessage {
    /// From 1, without gaps.
    public var sequence: Int64
    /// By the server's clock.
    public var at: Instant
    /// Who acted: `token:NAME`, `device:ID`, `enrolmentCode:ID` or `system`.
    public var actor: String
    /// What was done, as `device.revoke`.
    public var action: String
    /// To what, as `device/ID` or `AccessPolicy/NAME`.
    public var target: String
    /// Further particulars in one line, never a secret; may be empty.
    public var detail: String
    /// SHA-256 in hexadecimal over the previous hash and this row.
    public var hash: String

    /// A row as it stands in the log.
    public init(
        sequence: Int64, at: Instant, actor: String, action: String, target: String, detail: String, hash: String
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.detail = detail
        self.hash = hash
    }

    /// A device that was reported lost.
    public static var example: Self {
        Self(
            sequence: 12, at: ExampleID.later, actor: "token:setup", action: "device.revoke",
            target: "device/\(ExampleID.device)", detail: "reported lost",
            hash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
    }
}

/// Whether the audit log's chain is whole.
public struct AuditVerification: APIMessage {
    /// Whether every row follows from the one before it.
    public var intact: Bool
    /// How many rows follow from each other.
    public var rows: Int64
    /// Hash of the newest row: keep it elsewhere to find out later whether the end was cut off.
    public var newestHash: String?
    /// What is wrong, with the first row that does not fit.
    public var problem: String?

    /// What walking the log found.
    public init(intact: Bool, rows: Int64, newestHash: String?, problem: String?) {
        self.intact = intact
        self.rows = rows
        self.newestHash = newestHash
        self.problem = problem
    }

    /// A log that lacks a row.
    public static var example: Self {
        Self(
            intact: false, rows: 12, newestHash: AuditItem.example.hash,
            problem: "row 13 is missing: row 14 stands in its place")
    }
}
