public import GatehouseModel

/// What is asked of those who ask for actions.
public struct ActionRules: Hashable, Sendable {
    /// Kinds that a second person must agree to.
    public var approvedKinds: Set<ActionKind>
    /// The most devices that are told the same thing at once.
    public var largestBatch: Int
    /// How long devices have to take an action, unless said.
    public var lifetime: Duration
    /// How long past its end a device that took an action has to say what became of it.
    public var silence: Duration

    /// Two persons for what removes data or runs foreign code; 10,000 devices; a week, and a day more to report.
    public init(
        approvedKinds: Set<ActionKind> = [.wipe, .retire, .runScript], largestBatch: Int = 10_000,
        lifetime: Duration = .seconds(7 * 86_400), silence: Duration = .seconds(86_400)
    ) {
        self.approvedKinds = approvedKinds
        self.largestBatch = largestBatch
        self.lifetime = lifetime
        self.silence = silence
    }

    func needsApproval(_ command: ActionCommand) -> Bool {
        approvedKinds.contains(command.kind) && !command.isDryRun
    }
}

/// What somebody asks of devices.
public struct ActionProposal: Hashable, Sendable {
    /// What they are to do; of a script, only the digest.
    public var command: ActionCommand
    /// With a script, its text.
    public var script: String?
    /// The devices; with a filter too, those of both.
    public var devices: [DeviceID]?
    /// Enrolled devices where this holds.
    public var filter: ListQuery.Filter?
    /// How long they have to take it; `nil` for the usual time.
    public var lifetime: Duration?
    /// The same proposal under the same identifier is answered again, not made again.
    public var request: String

    /// Makes the proposal; nothing is checked before it is asked for.
    public init(
        _ command: ActionCommand, script: String? = nil, devices: [DeviceID]? = nil, filter: ListQuery.Filter? = nil,
        lifetime: Duration? = nil, request: String = ""
    ) {
        self.command = command
        self.script = script
        self.devices = devices
        self.filter = filter
        self.lifetime = lifetime
        self.request = request
    }

    /// The proposal to run a script; the digest is made here.
    public static func script(
        _ text: String, account: String = "", timeLimit: Duration = .seconds(300), devices: [DeviceID]? = nil
    ) -> ActionProposal {
        let run = ScriptRun(digest: ActionScript.digest(text), account: account, timeLimit: timeLimit)
        return ActionProposal(.runScript(run), script: text, devices: devices)
    }
}
