public import GatehouseModel

/// What came of carrying out a command.
public struct Enforcement: Hashable, Sendable {
    /// How it ended.
    public enum State: Hashable, Sendable {
        case done
        case failed
        /// This machine cannot do it at all.
        case notSupported
        /// Everything is ready; it ends with what is done afterwards.
        case prepared
    }

    /// What may be done only when nobody here has anything left to say.
    public enum Afterwards: Hashable, Sendable {
        case restart
        case powerOff
        /// Remove this device's identity, and end.
        case leave
    }

    /// A file that was made.
    public struct Artefact: Hashable, Sendable {
        /// As a person would save it.
        public var name: String
        /// The file itself.
        public var content: [UInt8]
    }

    /// How it ended.
    public var state: State
    /// For the administrator, one line.
    public var detail: String
    /// What was written, where something was.
    public var result: ActionResult?
    /// What was made, where something was.
    public var artefact: Artefact?
    /// What is to be done when the server knows.
    public var afterwards: Afterwards?

    init(
        _ state: State, _ detail: String, result: ActionResult? = nil, artefact: Artefact? = nil,
        afterwards: Afterwards? = nil
    ) {
        self.state = state
        self.detail = detail
        self.result = result
        self.artefact = artefact
        self.afterwards = afterwards
    }

    /// A machine that lacks something cannot do it; anything else has failed.
    static func refused(_ error: MachineError) -> Enforcement {
        Enforcement(error.code == .missing ? .notSupported : .failed, error.message)
    }
}

/// Where a command is carried out.
public struct EnforcementScene: Sendable {
    /// The machine; tests give one of their own.
    public var machine: Machine
    /// What this device's own configuration allows.
    public var rules: EnforcementRules
    /// The folder with this device's identity.
    public var stateDirectory: String
    /// The newest lines of the agent's own log.
    public var ownLog: @Sendable () -> [UInt8]
    /// Takes how far it is, 0 to 100 where that is known.
    public var progress: @Sendable (Int64?, String) -> Void

    /// A scene; without more it has no log and tells nobody how far it is.
    public init(
        machine: Machine = Machine(), rules: EnforcementRules = EnforcementRules(), stateDirectory: String,
        ownLog: @escaping @Sendable () -> [UInt8] = { [] },
        progress: @escaping @Sendable (Int64?, String) -> Void = { _, _ in }
    ) {
        self.machine = machine
        self.rules = rules
        self.stateDirectory = stateDirectory
        self.ownLog = ownLog
        self.progress = progress
    }
}

extension ActionCommand {
    /// Carries the command out on the thread that calls; blocks until it has ended.
    ///
    /// `sync` is not among them: the agent's own loop does it.
    ///
    /// - Parameter script: what `runScript` runs; its signature must have been checked.
    public func enforce(in scene: EnforcementScene, script: [UInt8] = []) -> Enforcement {
        guard !scene.rules.refused.contains(kind) else {
            return Enforcement(.failed, "this device's own configuration refuses `\(kind.rawValue)`")
        }
        switch self {
        case .sync: return Enforcement(.notSupported, "a sync is not carried out here")
        case .lock: return LockEnforcer().enforce(in: scene)
        case .reboot: return PowerEnforcer(isRestart: true).enforce(in: scene)
        case .shutdown: return PowerEnforcer(isRestart: false).enforce(in: scene)
        case .retire(let isDryRun): return RetireEnforcer(isDryRun: isDryRun).enforce(in: scene)
        case .wipe(let scope, let isDryRun): return WipeEnforcer(scope: scope, isDryRun: isDryRun).enforce(in: scene)
        case .rename(let name): return RenameEnforcer(name: name).enforce(in: scene)
        case .collectLogs: return CollectLogsEnforcer().enforce(in: scene)
        case .runScript(let run): return RunScriptEnforcer(run: run, script: script).enforce(in: scene)
        }
    }
}
