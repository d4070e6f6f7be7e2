import Logging
import ServiceLifecycle
import Synchronization

/// Says that the node ends before it ends, so that load balancers send nobody to it any more.
///
/// It is told to stop before every listener, and stops only when the time is over: meanwhile everything is served, and
/// `/readyz` says 503.
final class Draining: Service {
    private let period: Duration
    private let logger: Logger
    private let began = Atomic(false)

    init(_ period: Duration, logger: Logger) {
        self.period = period
        self.logger = logger
    }

    var hasBegun: Bool { began.load(ordering: .acquiring) }

    func run() async throws {
        try? await gracefulShutdown()
        began.store(true, ordering: .releasing)
        guard period > .zero, !Task.isCancelled else { return }
        logger.notice("draining", metadata: ["seconds": "\(period.components.seconds)"])
        try? await Task.sleep(for: period)
    }
}
