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

        public var isFinal: Bool { self != .pending && self != .active }
    }

    public var id: ActionID
    public var device: DeviceID
    public var kind: String
    public var state: State
    public var detail: String
    public var createdAt: Instant
    public var createdBy: String
    public var expiresAt: Instant
    public var updatedAt: Instant

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
