import CLinux
import GatehouseModel
import Glibc
import Synchronization

/// One run of a collector on a thread of its own, which is left behind when it does not come back in time.
final class CollectorRun: Sendable {
    private struct State {
        var facts: [Fact]?
        var isDone = false
    }

    private let collector: any Collector
    private let machine: Machine
    private let now: Instant
    private let witness: (any CollectorWitness)?
    private let state = Mutex(State())
    private let done: Int32

    init(
        _ collector: any Collector, in machine: Machine, at now: Instant, seenBy witness: (any CollectorWitness)?
    ) {
        self.collector = collector
        // Reading ends with the time too, so that a thread that was left behind does not read on for nobody.
        self.machine = machine.reading(until: Deadline(after: collector.timeLimit))
        self.now = now
        self.witness = witness
        done = eventfd(0, Int32(EFD_CLOEXEC))
    }

    deinit { close(done) }

    var isDone: Bool { state.withLock(\.isDone) }

    /// Starts the thread and waits for its facts; `nil` when the collector's time is up or no thread was to be had.
    func facts() -> [Fact]? {
        guard start() else {
            state.withLock { $0.isDone = true }
            return nil
        }
        _ = Deadline(after: collector.timeLimit).waitUntilReadable(done)
        return state.withLock { $0.facts.take() }
    }

    private func start() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 512 * 1024)
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<CollectorRun>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if failure != 0 { context.release() }
        return failure == 0
    }

    private func run() {
        witness?.began(collector.name)
        let facts = collector.collect(in: machine, at: now)
        witness?.ended(collector.name)
        state.withLock { state in
            state.facts = facts
            state.isDone = true
        }
        eventfd_write(done, 1)
    }
}
