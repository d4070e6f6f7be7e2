public import GatehouseModel

/// A one-time command to a device.
public struct DeviceAction: Hashable, Sendable {
    /// Graph's `actionState`, with expiry of our own.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case pending
        case active
        case done
        case failed
        case canceled
        case notSupported
        case expired

        /// Whether nothing more can happen to the action: it is neither waiting nor being carried out.
        public var isFinal: Bool { self != .pending && self != .active }
    }

    /// Chosen when the action is asked for; the device reports back with it.
    public var id: ActionID
    /// The device that must carry it out.
    public var device: DeviceID
    /// One of `ActionService.kinds`, such as `sync`.
    public var kind: String
    /// How far it is, as the device last reported.
    public var state: State
    /// The device's own words on the state, at most 4,096 characters; empty when it gave none.
    public var detail: String
    /// When it was asked for, by the server's clock.
    public var createdAt: Instant
    /// Who asked for it, as the audit log names them.
    public var createdBy: String
    /// From then on it is no longer handed to the device.
    public var expiresAt: Instant
    /// When the state last changed, by the server's clock.
    public var updatedAt: Instant

    /// Makes the action as it is kept; nothing is checked.
    public init(
        id: ActionID, device: DeviceID, kind: String, state: State = .pending, detail: String = "",
        createdAt: Instant, createdBy: String, expiresAt: Instant, updatedAt: Instant
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
}

/// Asks for actions.
public protocol ActionReading {
    func action(_ id: ActionID) throws -> DeviceAction?
    /// Neither final nor ended at `now`, oldest first.
    func openActions(of device: DeviceID, at now: Instant) throws -> [DeviceAction]
    /// Newest first.
    func actions(of device: DeviceID, limit: Int) throws -> [DeviceAction]
}

/// Changes actions; appends ``Change/Kind/action`` with the device's id.
public protocol ActionWriting {
    func save(_ action: DeviceAction) throws
}
