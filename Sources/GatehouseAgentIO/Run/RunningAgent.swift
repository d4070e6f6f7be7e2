import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import NIOCore
import NIOPosix

/// A running agent: one thread collects, one talks, one waits for signals.
struct RunningAgent: Sendable {
    var directory: StateDirectory
    /// How often everything is collected and the server is called though nothing changed.
    var interval = Duration.seconds(900)
    /// What this device's own configuration lets actions do.
    var actionConfiguration = ActionConfiguration()
    var collectors = CollectorSet()
    var environment: [String: String] = Environment.relevant
    var watchesSignals = true
    /// Where browsers and who is signed in are looked for.
    var browserMachine = Machine()
    /// Whether this device's owner wants browsers to have certificates.
    var givesBrowserCertificates = true
    var installation = Installation()
    /// The file of the keys whose releases are installed; `nil` installs none.
    var releaseKeys: String?
    /// Tells how to stop it, once it runs.
    var started: @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }

    /// Runs until it is told to stop; throws when the identity is no longer accepted.
    @discardableResult func run() throws -> CollectionRequests.Stop {
        if watchesSignals { SignalWatch.blockSignals() }
        let lock = try DirectoryLock(directory)
        defer { withExtendedLifetime(lock) {} }
        let identity = try directory.identity()
        let collectors = collectors.seen(by: try CollectorRecord(directory, at: .now()))
        let watcher = try FileWatcher(watching: collectors.watches.union([BrowserAccount.sessionsPath]))
        let requests = CollectionRequests { watcher.wake() }
        if watchesSignals { SignalWatch.start { requests.stop(.asked) } }
        let facts = collectors.collect(at: .now())
        let hardware = HardwareDigest.digest(of: facts, environment: environment) ?? identity.hardware

        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let directory = directory
        let configuration = actionConfiguration
        let browsers = BrowserKeeper(machine: browserMachine, directory: directory, server: identity.server)
        if !givesBrowserCertificates { browsers.removeEverything() }
        let served = givesBrowserCertificates ? browsers : nil
        let session = try loop.submit {
            let session = try AgentSession(
                identity: identity, hardware: hardware, directory: directory, requests: requests,
                actions: ActionRunner(configuration: configuration, directory: directory), browsers: served, on: loop)
            session.start()
            session.observed(facts, isComplete: true, isHeartbeat: true, syncs: [])
            return NIOLoopBound(session, eventLoop: loop)
        }.wait()
        let updates = try startUpdates(session, requests)
        AgentLog().write("running as device \(identity.device) with \(identity.deviceChannel)")
        started { requests.stop(.asked) }

        var collection = CollectionLoop(
            collectors: collectors, watcher: watcher, requests: requests, interval: interval
        ) { facts, isComplete, isHeartbeat, syncs in
            loop.execute {
                session.value.observed(facts, isComplete: isComplete, isHeartbeat: isHeartbeat, syncs: syncs)
            }
        }
        collection.peopleChanged = { loop.execute { session.value.peopleChanged() } }
        let reason = collection.run()
        try loop.submit {
            updates?.value.stop()
            session.value.stop()
        }.wait()
        switch reason {
        case .asked, .updated: AgentLog().write("stopped")
        case .identityRefused(let refusal):
            browsers.removeEverything()
            throw AgentError(refusal)
        case .left:
            browsers.removeEverything()
            try directory.removeEverything()
            AgentLog().write("this device has left: its identity is removed")
        }
        return reason
    }

    /// Without a trusted key there are no updates, and the server is not asked for any.
    private func startUpdates(
        _ session: NIOLoopBound<AgentSession>, _ requests: CollectionRequests
    ) throws -> NIOLoopBound<UpdateSession>? {
        let keys: [ReleaseKey]
        do {
            keys = try releaseKeys.map { path throws(AgentError) in try ReleaseKeys.read(path) } ?? []
        } catch {
            AgentLog().write("there are no updates: \(error.message)")
            return nil
        }
        guard !keys.isEmpty, let own = SemanticVersion(AgentVersion.text) else { return nil }
        let machine = UpdateMachine(
            own: own, installed: installation.current, architecture: Environment.architecture, keys: keys,
            record: directory.updateRecord())
        let loop = session.eventLoop
        return try loop.submit {
            let updates = UpdateSession(
                machine, client: session.value.exchange, directory: directory, installation: installation, on: loop
            ) { requests.stop(.updated) }
            updates.start()
            return NIOLoopBound(updates, eventLoop: loop)
        }.wait()
    }
}

extension AgentError {
    init(_ refusal: IdentityRefusal) {
        let detail = refusal.detail.isEmpty ? "the server no longer accepts this identity" : refusal.detail
        self.init(.refused, detail, hint: "enrol again with a new code: `gatehouse-agent enrol …`")
    }

    init(_ failure: RequestFailure) {
        switch failure {
        case .unreachable, .overloaded: self.init(.serverUnreachable, "\(failure)", hint: failure.hint)
        case .failed: self.init(.failed, "\(failure)")
        case .identityRefused(let refusal): self.init(refusal)
        case .refused: self.init(.refused, "\(failure)")
        }
    }
}

extension RequestFailure {
    fileprivate var hint: String? {
        guard case .unreachable(let reason) = self else { return "try again in a moment" }
        if reason.contains("trusted authority") { return "give the server's own `ca.pem` with --ca" }
        if reason.contains("another name") { return "use the name or address that the server's certificate has" }
        return "check the address, and that the server is running"
    }
}
