public import GatehouseModel

/// What was asked for at once, of one device or of many.
public struct ActionBatch: Hashable, Sendable {
    /// Whether a second person is needed, and what they said.
    public enum Approval: String, Sendable, Hashable, CaseIterable {
        case notNeeded
        case pending
        case approved
        case rejected
    }

    /// Names the batch.
    public var id: ActionBatchID
    /// What every device of it is told to do.
    public var command: ActionCommand
    /// Chosen by the caller, unique among theirs; empty when they chose none.
    public var request: String
    /// Whether a second person is needed, and what they said.
    public var approval: Approval
    /// When it was asked for, by the server's clock.
    public var createdAt: Instant
    /// Who asked, as the audit log names them.
    public var createdBy: String
    /// When the second person decided; `nil` until then.
    public var decidedAt: Instant?
    /// Who decided; never who asked, unless they withdrew it.
    public var decidedBy: String?
    /// Their words; empty when they gave none.
    public var reason: String
    /// From then on no device gets it.
    public var expiresAt: Instant
    /// How many devices there are in it.
    public var devices: Int64

    /// Makes the batch as it is kept, without a decision; nothing is checked.
    public init(
        id: ActionBatchID, command: ActionCommand, request: String = "", approval: Approval = .notNeeded,
        createdAt: Instant, createdBy: String, decidedAt: Instant? = nil, decidedBy: String? = nil,
        reason: String = "", expiresAt: Instant, devices: Int64
    ) {
        self.id = id
        self.command = command
        self.request = request
        self.approval = approval
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reason = reason
        self.expiresAt = expiresAt
        self.devices = devices
    }
}

/// A one-time command to a device: its part of a batch.
public struct DeviceAction: Hashable, Sendable {
    /// Chosen when the action is asked for; the device reports back with it.
    public var id: ActionID
    /// What it was asked for with.
    public var batch: ActionBatchID
    /// The device that must carry it out.
    public var device: DeviceID
    /// As the batch's command.
    public var kind: ActionKind
    /// How far it is.
    public var state: ActionState
    /// The device's own words on the state, at most 4,096 characters; empty when it gave none.
    public var detail: String
    /// How much is done, 0 to 100, where the device says so.
    public var percent: Int64?
    /// What it brought; `nil` until it ended.
    public var result: ActionResult?
    /// Of the authority, over this device's `ScriptStatement`, in hexadecimal; empty but for scripts that may run.
    public var signature: String
    /// When it was asked for, by the server's clock.
    public var createdAt: Instant
    /// Who asked for it, as the audit log names them.
    public var createdBy: String
    /// From then on it is no longer handed to the device.
    public var expiresAt: Instant
    /// When the device took it; `nil` until then.
    public var deliveredAt: Instant?
    /// When the state last changed, by the server's clock.
    public var updatedAt: Instant

    /// Makes the action as it is kept; nothing is checked.
    public init(
        id: ActionID, batch: ActionBatchID, device: DeviceID, kind: ActionKind, state: ActionState = .queued,
        detail: String = "", percent: Int64? = nil, result: ActionResult? = nil, signature: String = "",
        createdAt: Instant, createdBy: String, expiresAt: Instant, deliveredAt: Instant? = nil, updatedAt: Instant
    ) {
        self.id = id
        self.batch = batch
        self.device = device
        self.kind = kind
        self.state = state
        self.detail = detail
        self.percent = percent
        self.result = result
        self.signature = signature
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.deliveredAt = deliveredAt
        self.updatedAt = updatedAt
    }
}

/// A file that an action brought.
public struct StoredArtefact: Hashable, Sendable {
    /// The action that it is of; it has one at most.
    public var action: ActionID
    /// As a person would save it.
    public var name: String
    /// The file itself.
    public var content: [UInt8]
    /// When it came, by the server's clock.
    public var createdAt: Instant

    /// Makes the file as it is kept.
    public init(action: ActionID, name: String, content: [UInt8], createdAt: Instant) {
        self.action = action
        self.name = name
        self.content = content
        self.createdAt = createdAt
    }
}

/// Asks for actions.
public protocol ActionReading {
    func action(_ id: ActionID) throws -> DeviceAction?
    /// What the device may have on its list: queued and not ended at `now`, delivered, or running; oldest first.
    func openActions(of device: DeviceID, at now: Instant) throws -> [DeviceAction]
    /// The same of many devices; of one that has nothing on its list, nothing.
    func openActions(of devices: [DeviceID], at now: Instant) throws -> [DeviceID: [DeviceAction]]
    /// Newest first.
    func actions(of device: DeviceID, limit: Int) throws -> [DeviceAction]
    /// Fields: `id batch device kind state createdAt createdBy expiresAt updatedAt`.
    func actions(_ query: ListQuery) throws -> Page<DeviceAction>
    /// Every action of the batch, in the order of identifiers.
    func actions(in batch: ActionBatchID) throws -> [DeviceAction]
    func actionBatch(_ id: ActionBatchID) throws -> ActionBatch?
    /// The batch that this actor asked for under this, not empty, identifier of theirs.
    func actionBatch(request: String, by actor: String) throws -> ActionBatch?
    /// Fields: `id kind approval createdAt createdBy expiresAt`.
    func actionBatches(_ query: ListQuery) throws -> Page<ActionBatch>
    func actionCounts(of batch: ActionBatchID) throws -> [ActionState: Int]
    func script(_ digest: String) throws -> String?
    func artefact(of action: ActionID) throws -> StoredArtefact?
}

/// Changes actions; appends ``Change/Kind/action`` with the device's id for each action.
public protocol ActionWriting {
    /// Inserts or replaces; its batch must be there.
    func save(_ action: DeviceAction) throws
    func save(_ batch: ActionBatch) throws
    /// Keeps a script under its digest; keeping it twice is one.
    func save(script: String, digest: String) throws
    func save(_ artefact: StoredArtefact) throws
    func removeArtefacts(before instant: Instant) throws
}
