public import GatehouseModel

/// What was asked for at once, of one device or of many, and how far it is.
public struct ActionBatchItem: APIMessage {
    /// Whether a second person is needed, and what they said.
    public enum Approval: String, Codable, Sendable, Hashable, CaseIterable {
        case notNeeded
        case pending
        case approved
        case rejected
    }

    /// Devices by the state of their action.
    public struct Count: APIMessage {
        /// The state that they share.
        public var state: ActionState
        /// How many there are; states without any are left out.
        public var devices: Int

        /// A state with its devices.
        public init(state: ActionState, devices: Int) {
            self.state = state
            self.devices = devices
        }

        /// One device that did it.
        public static var example: Self { Self(state: .succeeded, devices: 1) }
        /// `Count` alone says too little.
        public static var schemaName: String { "ActionCount" }
    }

    /// Names the batch.
    public var id: ActionBatchID
    /// As in ``ActionRequest/kind``.
    public var kind: String
    /// The particulars of the command by name.
    public var parameters: [String: String]
    /// Whether a second person is needed, and what they said.
    public var approval: Approval
    /// When it was asked for.
    public var createdAt: Instant
    /// Who asked, as the audit log names them.
    public var createdBy: String
    /// Who agreed or refused; never who asked.
    public var decidedBy: String?
    /// When they did.
    public var decidedAt: Instant?
    /// Why, in their words.
    public var reason: String?
    /// A device that asks later does not get it.
    public var expiresAt: Instant
    /// How many devices there are in all.
    public var devices: Int
    /// How far they are, in the order of the states.
    public var counts: [Count]
    /// With `runScript`, what the second person must read.
    public var script: String?

    /// A batch with all that is kept of it.
    public init(
        id: ActionBatchID, kind: String, parameters: [String: String], approval: Approval, createdAt: Instant,
        createdBy: String, decidedBy: String?, decidedAt: Instant?, reason: String?, expiresAt: Instant, devices: Int,
        counts: [Count], script: String?
    ) {
        self.id = id
        self.kind = kind
        self.parameters = parameters
        self.approval = approval
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
        self.expiresAt = expiresAt
        self.devices = devices
        self.counts = counts
        self.script = script
    }

    /// A script that somebody else agreed to.
    public static var example: Self {
        Self(
            id: ExampleID.actionBatch, kind: "runScript", parameters: ["account": "nobody", "timeLimit": "1m"],
            approval: .approved, createdAt: ExampleID.morning, createdBy: "token:setup", decidedBy: "token:second",
            decidedAt: ExampleID.later, reason: "ticket 42", expiresAt: ExampleID.nextWeek, devices: 1,
            counts: [.example], script: "#!/bin/sh\nuptime\n")
    }

    /// Whether nothing more can happen to any of its actions.
    public var isFinal: Bool { counts.allSatisfy(\.state.isFinal) }
}

/// Agrees to a batch, refuses it or withdraws it.
public struct ActionDecisionRequest: APIMessage {
    /// For the audit log; may be left out.
    public var reason: String?

    /// A decision with its reason.
    public init(reason: String? = nil) { self.reason = reason }

    /// A decision that names a ticket.
    public static var example: Self { Self(reason: "ticket 42") }
}

/// A file that an action brought.
public struct ActionArtefactItem: APIMessage {
    /// As a person would save it.
    public var name: String
    /// The file in base64.
    public var content: String

    /// A file with its content.
    public init(name: String, content: String) {
        self.name = name
        self.content = content
    }

    /// Logs, cut short.
    public static var example: Self { Self(name: "logs.tar", content: "bG9ncw==") }
}
