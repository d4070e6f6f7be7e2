public import GatehouseModel

/// Asks for a one-time command to a device.
public struct ActionRequest: APIMessage {
    /// `sync`: collect all facts and check in now.
    public var kind: String

    /// A request for a command; the server refuses a kind that it does not know.
    public init(kind: String) { self.kind = kind }

    /// A request for a fresh report.
    public static var example: Self { Self(kind: "sync") }
}

/// A one-time command to a device, and what became of it.
public struct ActionItem: APIMessage {
    /// The agent gets and reports the action under the same id.
    public var id: ActionID
    /// The device that is to run it.
    public var device: DeviceID
    /// As in ``ActionRequest/kind``.
    public var kind: String
    /// In Graph's spelling (`actionState`), or `expired`.
    public var state: String
    /// What the agent said of the result, cut at 4096 characters; empty until it did.
    public var detail: String
    /// When it was asked for.
    public var createdAt: Instant
    /// Who asked, as the audit log names them: `token:NAME`.
    public var createdBy: String
    /// Seven days after it was asked for; an agent that gets it later does not run it.
    public var expiresAt: Instant
    /// When the state last changed.
    public var updatedAt: Instant

    /// An action with all that is kept of it.
    public init(
        id: ActionID, device: DeviceID, kind: String, state: String, detail: String, createdAt: Instant,
        createdBy: String, expiresAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.device = device
        self.kind = kind
        self.state = state
        self.detail = detail
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.updatedAt = updatedAt
    }

    /// A `sync` that was done.
    public static var example: Self {
        Self(
            id: ExampleID.action, device: ExampleID.device, kind: "sync", state: "done", detail: "31 facts",
            createdAt: ExampleID.morning, createdBy: "token:setup", expiresAt: ExampleID.nextWeek,
            updatedAt: ExampleID.later)
    }
}
