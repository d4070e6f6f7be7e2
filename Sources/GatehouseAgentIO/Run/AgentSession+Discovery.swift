import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import NIOCore

/// Drives the discovery machine: fetches scripts, checks them, and runs them on threads of their own.
extension AgentSession {
    /// How long a sync waits for the scripts before it reports without them.
    private static let patience = Duration.seconds(30)

    func startDiscovery() {
        let kept = directory.discoveryRecord()
        feed(
            DiscoveryMachine.Event.start(
                DiscoveryRecord(stand: kept.stand, scripts: kept.scripts.map(checked))))
    }

    /// Runs every script, then calls `done`: at once where there is none, and in ``patience`` at the latest.
    func discoverAll(then done: @escaping () -> Void) {
        guard !discovery.isIdle else { return done() }
        settling.append(done)
        wake(.patience, after: Self.patience) { self.settle() }
        feed(DiscoveryMachine.Event.runAll)
    }

    func feed(_ event: DiscoveryMachine.Event) {
        guard !isStopped else { return }
        for action in discovery.event(event, at: .now()) where !isStopped { perform(action) }
    }

    private func perform(_ action: DiscoveryMachine.Action) {
        switch action {
        case .fetch: fetch()
        case .run(let held): run(held)
        case .report(let facts): feed(CheckInMachine.Event.observed(facts, isComplete: false))
        case .collectEverything: requests.collectEverything()
        case .save(let record):
            do { try directory.save(record) } catch { log.write(error.message) }
        case .wake(let wait): wake(.discovery, after: wait) { self.feed(DiscoveryMachine.Event.timerFired) }
        case .settled: settle()
        }
    }

    private func settle() {
        cancel(.patience)
        let waiting = settling
        settling = []
        for done in waiting { done() }
    }

    private func fetch() {
        exchange.scripts { result in
            switch result {
            case .success(let answer):
                let now = Instant.now()
                let held = answer.scripts.map { self.checked(HeldScript($0, signer: answer.signer, receivedAt: now)) }
                for script in held {
                    let words = script.refusal.map { "is refused: \($0)" } ?? "is kept"
                    self.log.write("script \(script.script.terms.name) \(words)")
                }
                self.feed(DiscoveryMachine.Event.fetched(DiscoveryRecord(stand: answer.stand, scripts: held)))
            case .failure(let failure):
                self.log.write("the scripts are not fetched yet: \(failure)")
                self.feed(DiscoveryMachine.Event.fetchFailed)
            }
        }
    }

    private func checked(_ held: HeldScript) -> HeldScript {
        held.checked(tenant: identity.tenant, ownChain: identity.certificateChain, platform: .linux)
    }

    private func run(_ held: HeldScript) {
        let terms = held.script.terms
        let (machine, configuration) = (actions.machine, actions.configuration)
        let bound = NIOLoopBound(self, eventLoop: loop)
        let loop = loop
        let script = Array(held.script.text.utf8)
        @Sendable func end(_ output: DiscoveryOutput) {
            let facts = output.facts(by: terms, assurance: machine.assurance, at: .now())
            loop.execute { bound.value.feed(DiscoveryMachine.Event.ran(terms, facts)) }
        }
        let isStarted = DetachedThread.start {
            do throws(AgentError) {
                switch DiscoveryRun(terms, script: script).run(rules: try configuration.load()) {
                case .output(let bytes): end(.written(bytes))
                case .failed(let reason): end(.failed(reason))
                }
            } catch {
                end(.failed(error.message))
            }
        }
        if !isStarted { end(.failed("no thread could be started")) }
    }
}
