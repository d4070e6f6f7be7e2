import Glibc

/// Turns SIGTERM and SIGINT into a call, on a thread that does nothing else.
enum SignalWatch {
    /// Call before any other thread begins, so that all of them leave these signals alone.
    static func blockSignals() {
        signal(SIGPIPE, SIG_IGN)
        var set = stopSignals
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    static func start(_ stop: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 128 << 10)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Call(stop))
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let call = Unmanaged<Call>.fromOpaque(context).takeRetainedValue()
                var set = SignalWatch.stopSignals
                var received: Int32 = 0
                while sigwait(&set, &received) == 0 { call.body() }
                return nil
            }, context.toOpaque())
        pthread_attr_destroy(&attributes)
        if failure != 0 { context.release() }
    }

    static var stopSignals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }

    private final class Call {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
