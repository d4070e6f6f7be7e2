public import GatehouseModel

/// Asks for a one-time command to a device.
public struct ActionRequest: APIMessage {
    /// The kind, as ``ActionKind`` spells it.
    public var kind: String
    /// Chosen by the caller: the same request under the same id is answered again, not made again.
    public var requestID: String?
    /// How long devices have to take it, as `7d`; a week unless said.
    public var expiresIn: String?
    /// Only with `retire` and `wipe`: tell what would be removed, and remove nothing.
    public var dryRun: Bool?
    /// Only with `rename`: the host name.
    public var name: String?
    /// Only with `wipe`: `selective`, or `wholeDisk` where the platform can.
    public var scope: String?
    /// Only with `runScript`.
    public var script: ScriptRequest?

    /// A script and how it is to be run.
    public struct ScriptRequest: APIMessage {
        /// At most 64 KiB; its first line names the interpreter, as `#!/bin/sh`.
        public var text: String
        /// The account that it runs as; that of the agent's own configuration, `nobody`, unless said.
        public var account: String?
        /// After this it is killed with all that it started, `5m` unless said, at most an hour.
        public var timeLimit: String?

        /// A script for devices to run.
        public init(text: String, account: String? = nil, timeLimit: String? = nil) {
            self.text = text
            self.account = account
            self.timeLimit = timeLimit
        }

        /// A script that asks how long the machine is up.
        public static var example: Self { Self(text: "#!/bin/sh\nuptime\n", account: "nobody", timeLimit: "1m") }
    }

    /// A request for a command; the server refuses a kind that it does not know.
    public init(
        kind: String, requestID: String? = nil, expiresIn: String? = nil, dryRun: Bool? = nil, name: String? = nil,
        scope: String? = nil, script: ScriptRequest? = nil
    ) {
        self.kind = kind
        self.requestID = requestID
        self.expiresIn = expiresIn
        self.dryRun = dryRun
        self.name = name
        self.scope = scope
        self.script = script
    }

    /// A script to run, with every member that there is.
    public static var example: Self {
        Self(
            kind: "runScript", requestID: "5d3e0f2a", expiresIn: "1d", dryRun: false, name: "eng-laptop-8",
            scope: "selective", script: .example)
    }
}

/// Asks for the same command to several devices.
public struct ActionBatchRequest: APIMessage {
    /// What they are told to do.
    public var action: ActionRequest
    /// The devices; together with `filter`, those of both.
    public var devices: [DeviceID]?
    /// Every enrolled device where this holds, as the list of devices takes it.
    public var filter: String?

    /// A request for at most 10,000 devices.
    public init(action: ActionRequest, devices: [DeviceID]? = nil, filter: String? = nil) {
        self.action = action
        self.devices = devices
        self.filter = filter
    }

    /// A script for all devices of one kind.
    public static var example: Self {
        Self(action: .example, devices: [ExampleID.device], filter: "platform eq 'linux'")
    }
}

/// A one-time command to a device, and how far it is.
public struct ActionItem: APIMessage {
    /// The agent gets and reports the action under the same id.
    public var id: ActionID
    /// What was asked for at once; it is agreed to or refused as a whole.
    public var batch: ActionBatchID
    /// The device that is to do it.
    public var device: DeviceID
    /// As in ``ActionRequest/kind``.
    public var kind: String
    /// As ``ActionState`` spells it.
    public var state: ActionState
    /// What the agent said last, cut at 4096 characters; empty until it did.
    public var detail: String
    /// How much is done, 0 to 100, where the agent says so.
    public var percent: Int64?
    /// When it was asked for.
    public var createdAt: Instant
    /// Who asked, as the audit log names them: `token:NAME`.
    public var createdBy: String
    /// A device that asks later does not get it.
    public var expiresAt: Instant
    /// When the device took it.
    public var deliveredAt: Instant?
    /// When the state last changed.
    public var updatedAt: Instant

    /// An action with all that is shown of it.
    public init(
        id: ActionID, batch: ActionBatchID, device: DeviceID, kind: String, state: ActionState, detail: String,
        percent: Int64?, createdAt: Instant, createdBy: String, expiresAt: Instant, deliveredAt: Instant?,
        updatedAt: Instant
    ) {
        self.id = id
        self.batch = batch
        self.device = device
        self.kind = kind
        self.state = state
        self.detail = detail
        self.percent = percent
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.deliveredAt = deliveredAt
        self.updatedAt = updatedAt
    }

    /// A `sync` that was done.
    public static var example: Self {
        Self(
            id: ExampleID.action, batch: ExampleID.actionBatch, device: ExampleID.device, kind: "sync",
            state: .succeeded, detail: "everything was collected", percent: 100, createdAt: ExampleID.morning,
            createdBy: "token:setup", expiresAt: ExampleID.nextWeek, deliveredAt: ExampleID.morning,
            updatedAt: ExampleID.later)
    }
}

/// An action with what it brought.
public struct ActionDetail: APIMessage {
    /// How far it is.
    public var action: ActionItem
    /// The particulars of the command by name, as `scope`.
    public var parameters: [String: String]
    /// As the program ended; nothing until then, and where none was run.
    public var exitCode: Int64?
    /// The first 32 KiB of what was written.
    public var output: String
    /// Whether more was written than was kept.
    public var isTruncated: Bool
    /// Name of the file that it brought; fetched by itself.
    public var artefact: String?

    /// An action with all that is kept of it.
    public init(
        action: ActionItem, parameters: [String: String], exitCode: Int64?, output: String, isTruncated: Bool,
        artefact: String?
    ) {
        self.action = action
        self.parameters = parameters
        self.exitCode = exitCode
        self.output = output
        self.isTruncated = isTruncated
        self.artefact = artefact
    }

    /// A script that ran.
    public static var example: Self {
        var action = ActionItem.example
        action.kind = "runScript"
        action.detail = "ended with status 0"
        return Self(
            action: action, parameters: ["account": "nobody", "timeLimit": "1m"], exitCode: 0,
            output: "09:00:03 up 12 days\n", isTruncated: false, artefact: "logs.tar")
    }
}
