public import GatehouseModel

/// Asks for a one-time command to a device.
public struct ActionRequest: APIMessage {
    /// `sync`: collect all facts and check in now.
    public var kind: String

    public init(kind: String) { self.kind = kind }

    public static var example: Self { Self(kind: "sync") }
}

/// A one-time command to a device, and what became of it.
public struct ActionItem: APIMessage {
    public var id: ActionID
    public var device: DeviceID
    public var kind: String
    /// In Graph's spelling (`actionState`), or `expired`.
    public var state: String
    public var detail: String
    public var createdAt: Instant
    public var createdBy: String
    public var expiresAt: Instant
    public var updatedAt: Instant

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

    public static var example: Self {
        Self(
            id: ExampleID.action, device: ExampleID.device, kind: "sync", state: "done", detail: "31 facts",
            createdAt: ExampleID.morning, createdBy: "token:setup", expiresAt: ExampleID.nextWeek,
            updatedAt: ExampleID.later)
    }
}
