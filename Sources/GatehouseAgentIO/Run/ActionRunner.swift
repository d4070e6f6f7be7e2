import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import Glibc

/// Carries actions out, each on a thread of its own, so that neither the network nor the collecting waits for them.
struct ActionRunner: Sendable {
    /// What a running agent gives of itself to every action.
    var machine = Machine()
    var configuration = ActionConfiguration()
    var directory: StateDirectory

    /// What came of it; the file is sent before the outcome is.
    struct Ended: Sendable {
        var outcome: ActionOutcome
        var artefact: Enforcement.Artefact?
    }

    /// Reads the order, checks a script's signature, and begins; answers at once when there is nothing to begin.
    func run(
        _ order: ActionOrder, as identity: DeviceIdentity, at now: Instant,
        progress: @escaping @Sendable (Int64?, String) -> Void, ended: @escaping @Sendable (Ended) -> Void
    ) {
        let command: ActionCommand
        let rules: EnforcementRules
        do {
            command = try Self.command(of: order, as: identity, at: now)
            rules = try configuration.load()
        } catch {
            return ended(Ended(outcome: ActionOutcome(.failed, error.message)))
        }
        let scene = EnforcementScene(
            machine: machine, rules: rules, stateDirectory: directory.path, ownLog: AgentLog.newestLines,
            progress: progress)
        let script = Array((order.script?.text ?? "").utf8)
        let isStarted = DetachedThread.start {
            let enforcement = command.enforce(in: scene, script: script)
            ended(Ended(outcome: ActionOutcome(enforcement), artefact: enforcement.artefact))
        }
        if !isStarted { ended(Ended(outcome: ActionOutcome(.failed, "no thread could be started"))) }
    }

    private static func command(
        of order: ActionOrder, as identity: DeviceIdentity, at now: Instant
    ) throws(AgentError) -> ActionCommand {
        guard let kind = ActionKind(rawValue: order.kind) else {
            throw AgentError(.failed, "there is no action `\(order.kind)`")
        }
        let command: ActionCommand
        do {
            command = try ActionCommand(kind, parameters: order.parameters)
        } catch {
            throw AgentError(.failed, error.message)
        }
        if case .runScript(let run) = command { try check(order, run, as: identity, at: now) }
        return command
    }

    /// Refuses a script that the authority did not sign for this device and this action.
    private static func check(
        _ order: ActionOrder, _ run: ScriptRun, as identity: DeviceIdentity, at now: Instant
    ) throws(AgentError) {
        guard let script = order.script else { throw AgentError(.failed, "the script is missing") }
        guard script.text.utf8.count <= ScriptRun.largestScript,
            ScriptStatement.digest(ofScript: Array(script.text.utf8)) == run.digest
        else { throw AgentError(.failed, "the script is not the one that was signed") }
        guard now < order.expiresAt else { throw AgentError(.failed, "the script's time is over") }
        let statement = ScriptStatement(
            tenant: identity.tenant, device: identity.device, action: order.action, run: run,
            expiresAt: order.expiresAt)
        do {
            try statement.verify(
                signature: script.signature, signer: script.signer, ownChain: identity.certificateChain, at: now)
        } catch {
            throw AgentError(.failed, error.message)
        }
    }
}

extension ActionOutcome {
    fileprivate init(_ enforcement: Enforcement) {
        let state: ActionReport.State =
            switch enforcement.state {
            case .done: .done
            case .failed: .failed
            case .notSupported: .notSupported
            case .prepared: .active
            }
        let afterwards: Afterwards? =
            switch enforcement.afterwards {
            case .restart: .restart
            case .powerOff: .powerOff
            case .leave: .leave
            case nil: nil
            }
        self.init(
            state, enforcement.detail, result: enforcement.result, hasArtefact: enforcement.artefact != nil,
            afterwards: afterwards)
    }
}

/// A thread that nobody waits for.
enum DetachedThread {
    /// Starts the body; `false` when the system has no thread left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 512 << 10)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Call(body))
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Call>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context.toOpaque())
        if failure != 0 { context.release() }
        return failure == 0
    }

    private final class Call {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
