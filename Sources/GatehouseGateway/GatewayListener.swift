import GatehouseModel
public import GatehouseService
public import Logging
public import NIOCore
public import ServiceLifecycle

/// Answers enforcement points from memory: on a Unix socket for each, and over mutual TLS on one port.
///
/// Nobody else can ask: the file of a socket is for owner and group only, and a certificate must chain to the trusted
/// roots and name a point that is known now. A point is told of its own decisions only.
public struct GatewayListener: Service {
    private let configuration: GatewayConfiguration
    private let sockets: ListeningSockets
    private let loops: LoopDecisionsByLoop
    private let logger: Logger

    /// Makes the listener; it opens nothing before ``start()`` or ``run()``.
    public init(
        configuration: GatewayConfiguration, decisionPoint: any DecisionPoint, eventLoopGroup: any EventLoopGroup,
        logger: Logger
    ) {
        self.init(
            configuration: configuration, decisionPoint: decisionPoint, eventLoopGroup: eventLoopGroup,
            clock: CoarseClock.now, logger: logger)
    }

    /// For tests: with a clock of their own.
    init(
        configuration: GatewayConfiguration, decisionPoint: any DecisionPoint, eventLoopGroup: any EventLoopGroup,
        clock: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        loops = LoopDecisionsByLoop(
            decisionPoint: decisionPoint, group: eventLoopGroup, cacheCapacity: configuration.cacheCapacity,
            clock: clock)
        sockets = ListeningSockets(configuration: configuration, group: eventLoopGroup, loops: loops, logger: logger)
    }

    /// The port of mutual TLS once it listens, which is of interest when it was asked for as 0.
    public var boundPort: Int? { sockets.boundPort }

    /// Connections that were let in since the start, for tests of keep-alive.
    var totalConnections: Int { sockets.totalConnections }

    /// Listens on all that the configuration names; does nothing when it listens already.
    ///
    /// When one cannot be listened on, none is, and the listener has stopped.
    ///
    /// - Throws: ``GatewayError`` for a path that is too long, an address that is taken, certificates that cannot be
    ///   read.
    public func start() async throws {
        try await sockets.start()
    }

    /// Listens on one more Unix socket from now on, with mode 0660; does nothing when it is open for that point.
    public func open(socket path: String, for point: EnforcementPointName) async throws {
        try await sockets.open(.init(path: path, point: point))
    }

    /// Takes certificates that chain to these (PEM) from the next connection on, in place of the ones before.
    public func trust(roots: String) async throws {
        try await sockets.trust(roots: roots)
    }

    /// Stops listening on a Unix socket, ends its connections and removes its file.
    public func close(socket path: String) async {
        await sockets.close(path)
    }

    /// Listens until shutdown; then finishes what is being answered and closes.
    public func run() async throws {
        try await start()
        logger.info("the decision listener is ready", metadata: sockets.description)
        try? await gracefulShutdown()
        await sockets.stop()
        await loops.countRepeats()
    }
}
