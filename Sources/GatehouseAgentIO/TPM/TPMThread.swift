import NIOCore
import NIOPosix

/// The one thread that waits for the TPM: commands go one at a time anyway, and no event loop is to wait.
enum TPMThread {
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    /// Runs what blocks there; the result comes on `loop`.
    static func run<Value: Sendable>(
        _ loop: any EventLoop, _ work: @escaping @Sendable () throws -> Value
    ) -> EventLoopFuture<Value> {
        pool.runIfActive(eventLoop: loop, work)
    }
}
