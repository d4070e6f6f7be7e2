import GatehouseModel
import Logging
import Synchronization

/// Work that this node has claimed: kept from the others while it is worked on, and free soon after the node died.
///
/// A lease is short and extended while the work goes on. Clocks of nodes differ, and a node may stand still for longer
/// than its lease: so whoever ends a job compares the version that it was claimed with, in the same unit of work.
final class JobLease: Sendable {
    /// How long after its node died a job rests.
    static let length = Duration.seconds(10)
    private static let renewal = Duration.seconds(3)

    private let store: any Store
    private let clock: Clock
    private let logger: Logger
    private let jobs: Mutex<[JobID: Job]>

    init(_ jobs: [Job], store: any Store, clock: Clock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
        self.jobs = Mutex(Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first })
    }

    /// Whether the job is this node's still, as far as it knows.
    func holds(_ job: Job) -> Bool { jobs.withLock { $0[job.id] != nil } }

    /// The job is done or given back: nothing is to be extended any more.
    func release(_ job: Job) { jobs.withLock { _ = $0.removeValue(forKey: job.id) } }

    /// Runs `work`, and extends the claims meanwhile.
    func hold<Result>(_ work: () async throws -> Result) async rethrows -> Result {
        let renewing = Task { [self] in
            while (try? await Task.sleep(for: Self.renewal)) != nil { await extend() }
        }
        defer { renewing.cancel() }
        return try await work()
    }

    func extend() async {
        for job in jobs.withLock({ Array($0.values) }) {
            do {
                // Where a writer holds the row, the next time tells.
                guard try await store.extendClaim(of: job, until: clock.now + Self.length) == .lost, holds(job) else {
                    continue
                }
                release(job)
                logger.warning(
                    "a job is another node's now: this one took too long",
                    metadata: ["kind": "\(job.kind)", "subject": "\(job.subject)"])
            } catch {
                // The next time, or another node takes it.
                logger.warning("a claim cannot be extended", metadata: ["error": "\(error)"])
            }
        }
    }
}
