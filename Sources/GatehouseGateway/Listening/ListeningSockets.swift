import GatehouseModel
import GatehouseProxyProtocol
import GatehouseService
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The sockets that are open, and their connections.
actor ListeningSockets {
    /// A socket that accepts connections.
    private struct Listening {
        var channel: any Channel
        var connections: ConnectionSet
        var file: SocketFile?
        var point: EnforcementPointName?
    }

    private let configuration: GatewayConfiguration
    private let group: any EventLoopGroup
    private let loops: LoopDecisionsByLoop
    private let logger: Logger
    private let points = PointDirectory()
    private let openConnections = ConnectionCount()
    private let port = Mutex<Int?>(nil)
    private let context = Mutex<NIOSSLContext?>(nil)
    private var unix: [String: Listening] = [:]
    /// Who waits to close what is being opened.
    private var opening: [String: [CheckedContinuation<Void, Never>]] = [:]
    private var tls: Listening?
    private var isStarted = false
    private var isStopped = false

    init(
        configuration: GatewayConfiguration, group: any EventLoopGroup, loops: LoopDecisionsByLoop, logger: Logger
    ) {
        self.configuration = configuration
        self.group = group
        self.loops = loops
        self.logger = logger
    }

    nonisolated var boundPort: Int? { port.withLock { $0 } }

    /// Connections that were let in since the start.
    nonisolated var totalConnections: Int { openConnections.total }

    nonisolated var description: Logger.Metadata {
        ["port": "\(boundPort.map(String.init) ?? "none")"]
    }

    /// Opens what the configuration names, once: what was closed since stays closed.
    func start() async throws {
        guard !isStarted else { return }
        isStarted = true
        do {
            for socket in configuration.unixSockets { try await open(socket) }
            if let settings = configuration.tls, tls == nil { try await open(settings) }
        } catch {
            await stop()
            throw error
        }
    }

    func trust(roots: String) throws {
        guard var settings = configuration.tls else { return }
        settings.trustedRootsPEM = roots
        let made = try settings.context()
        context.withLock { $0 = made }
        tls?.connections.recheck()
    }

    func open(_ socket: GatewayConfiguration.UnixSocket) async throws {
        guard !isStopped else { throw GatewayError(.stopped, "the decision listener has stopped") }
        if let listening = unix[socket.path] {
            guard listening.point != socket.point else { return }
            throw GatewayError(.addressInUse, "socket `\(socket.path)` is open for another enforcement point")
        }
        let file = try SocketFile.bind(socket.path)
        opening[socket.path] = []
        defer { opening.removeValue(forKey: socket.path)?.forEach { $0.resume() } }
        let connections = ConnectionSet()
        let point = points.point(for: socket.point)
        do {
            let channel = try await bootstrap(connections, socketPoint: point, isIssued: nil)
                .withBoundSocket(file.descriptor).get()
            let listening = Listening(
                channel: channel, connections: connections, file: file, point: socket.point)
            guard !isStopped else { return await close(listening) }
            unix[socket.path] = listening
        } catch {
            file.remove()
            throw GatewayError(.system, "cannot listen on socket `\(socket.path)`: \(error)")
        }
    }

    func close(_ path: String) async {
        // Clients are let in from the moment in which the file is there.
        if opening[path] != nil { await withCheckedContinuation { opening[path]?.append($0) } }
        guard let listening = unix.removeValue(forKey: path) else { return }
        await close(listening)
    }

    func stop() async {
        isStopped = true
        let all = Array(unix.values) + (tls.map { [$0] } ?? [])
        unix = [:]
        tls = nil
        await withTaskGroup(of: Void.self) { group in
            for listening in all { group.addTask { await self.close(listening) } }
        }
    }

    private func open(_ settings: GatewayConfiguration.TLS) async throws {
        guard !isStopped else { throw GatewayError(.stopped, "the decision listener has stopped") }
        if context.withLock({ $0 == nil }) { try trust(roots: settings.trustedRootsPEM) }
        let connections = ConnectionSet()
        do {
            let channel = try await bootstrap(connections, socketPoint: nil, isIssued: settings.isIssued)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: settings.host, port: settings.port).get()
            let listening = Listening(channel: channel, connections: connections)
            guard !isStopped else { return await close(listening) }
            tls = listening
            port.withLock { $0 = channel.localAddress?.port }
        } catch {
            let isTaken = (error as? IOError)?.errnoCode == SystemErrors.addressInUse
            throw GatewayError(
                isTaken ? .addressInUse : .system,
                isTaken
                    ? "port \(settings.port) on `\(settings.host)` is taken\nhint: choose another --decision-port"
                    : "cannot listen on port \(settings.port) of `\(settings.host)`: \(error)")
        }
    }

    private func close(_ listening: Listening) async {
        listening.file?.remove()
        try? await listening.channel.close().get()
        await listening.connections.drain(within: TimeAmount(configuration.drainTimeout))
    }

    private func bootstrap(
        _ connections: ConnectionSet, socketPoint: ListeningPoint?,
        isIssued: (@Sendable ([UInt8], TenantID) -> Bool)?
    ) -> ServerBootstrap {
        let limits = ConnectionLimits(
            head: TimeAmount(configuration.headTimeout), idle: TimeAmount(configuration.idleTimeout))
        let maximum = configuration.maximumConnections
        let (loops, points, logger, open) = (loops, points, logger, openConnections)
        let trusted = configuration.tls?.trustedProxies ?? []
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16_384))
            .childChannelInitializer { [self] channel in
                // Asked for each connection: tenants come and go.
                let tls = isIssued == nil ? nil : context.withLock(\.self)
                guard tls != nil || isIssued == nil, open.admit(channel, upTo: maximum), connections.admit(channel),
                    let decisions = loops.decisions(on: channel.eventLoop)
                else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandlers(
                            ProxyProtocolHandler(trusted: trusted, logger: logger), NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        DecisionHandler(
                            decisions: decisions, points: points, socketPoint: socketPoint, isIssued: isIssued,
                            limits: limits, logger: logger))
                }
            }
    }
}
