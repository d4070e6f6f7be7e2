import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel
import NIOCore

/// Collects when something changed, when asked, and every so often; the main thread of a running agent.
struct CollectionLoop {
    /// A burst of changes costs a tenth of a processor at most: after a collection it is quiet for nine times as long.
    private static let quietFactor = 9
    private static let longestQuiet = Duration.seconds(10)

    let collectors: CollectorSet
    let watcher: FileWatcher
    let requests: CollectionRequests
    let interval: Duration
    /// Hands facts to the session: facts, whether they are complete, whether it is a heartbeat, and the syncs they end.
    let deliver: ([Fact], Bool, Bool, [ActionID]) -> Void
    /// Hears that somebody may have signed in or out.
    var peopleChanged: () -> Void = {}

    private var affected: Set<String> = []
    private var quietUntil = ContinuousClock.now
    private var heartbeat = ContinuousClock.now

    init(
        collectors: CollectorSet, watcher: FileWatcher, requests: CollectionRequests, interval: Duration,
        deliver: @escaping ([Fact], Bool, Bool, [ActionID]) -> Void
    ) {
        self.collectors = collectors
        self.watcher = watcher
        self.requests = requests
        self.interval = interval
        self.deliver = deliver
    }

    /// Returns when it is to stop, with the reason.
    mutating func run() -> CollectionRequests.Stop {
        heartbeat = .now + interval
        while true {
            let wishes = requests.take()
            if let stop = wishes.stop { return stop }
            if wishes.everything { collectEverything(isHeartbeat: false, syncs: wishes.syncs) }
            let next = affected.isEmpty ? heartbeat : min(quietUntil, heartbeat)
            switch watcher.waitForChange(timeout: max(next - .now, .zero)) {
            case .changed(let paths):
                affected.formUnion(collectors.affected(by: paths))
                if paths.contains(BrowserAccount.sessionsPath) { peopleChanged() }
            case .woken: continue
            case .timedOut: break
            }
            if .now >= heartbeat {
                collectEverything(isHeartbeat: true, syncs: [])
                heartbeat = .now + interval
            } else if !affected.isEmpty, .now >= quietUntil {
                collectAffected()
            }
        }
    }

    private mutating func collectEverything(isHeartbeat: Bool, syncs: [ActionID]) {
        affected = []
        deliver(collectors.collect(at: .now()), true, isHeartbeat, syncs)
    }

    private mutating func collectAffected() {
        let names = affected
        affected = []
        let began = ContinuousClock.now
        let facts = collectors.collect(at: .now(), only: names)
        quietUntil = .now + min((.now - began) * Self.quietFactor, Self.longestQuiet)
        deliver(facts, false, false, [])
    }
}
