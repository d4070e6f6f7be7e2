public import GatehouseModel

/// One command to a device.
public struct WorkItem: Hashable, Sendable {
    /// Repeated in the ``ActionAcceptance`` and the ``ActionReport``.
    public var action: ActionID
    /// As ``ActionKind`` spells it; a kind that the agent does not know is answered `notSupported`.
    public var kind: String
    /// From then on the server gives no ``ActionOrder`` for it, unless the device has accepted it before.
    public var expiresAt: Instant

    /// A command as the server queued it.
    public init(action: ActionID, kind: String, expiresAt: Instant) {
        self.action = action
        self.kind = kind
        self.expiresAt = expiresAt
    }
}

/// The work that waits for a device.
public struct WorkResponse: Hashable, Sendable {
    /// Stands for this list; sent back with the next poll.
    public var desired: String
    /// Every open action, also those handed out before; the ids tell which are new.
    public var items: [WorkItem]

    /// The waiting work and what stands for it.
    public init(desired: String, items: [WorkItem]) {
        self.desired = desired
        self.items = items
    }
}
