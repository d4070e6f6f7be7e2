public import GatehouseModel
import GatehouseProxyProtocol
public import GatehouseService
public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
public import ServiceLifecycle
import Synchronization

/// Where the device channel listens and by which certificates.
public struct DeviceListenerConfiguration: Sendable {
    /// Address or name to listen on.
    public var host: String
    /// 0 takes a free one; ``DeviceListener/boundPort`` tells which.
    public var port: Int
    /// PEM, leaf first.
    public var certificateChain: String
    /// PEM of the key that the chain's leaf names.
    public var privateKey: String
    /// PEM of the root and the issuing intermediate that devices' certificates must chain to.
    public var trustRoots: String
    /// Asked at each handshake for a newer certificate; `nil` keeps the one above.
    public var renewal: NIOSSLContextCallback?
    /// How long connections may take.
    public var limits: DeviceConnectionLimits
    /// Balancers: they must say by PROXY protocol who the client is, and nobody else may.
    public var trustedProxies: [IPRange] = []

    /// Makes the configuration; the PEM is read when the port is taken.
    public init(
        host: String, port: Int, certificateChain: String, privateKey: String, trustRoots: String,
        renewal: NIOSSLContextCallback? = nil, limits: DeviceConnectionLimits = DeviceConnectionLimits()
    ) {
        self.host = host
        self.port = port
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.trustRoots = trustRoots
        self.renewal = renewal
        self.limits = limits
    }
}

/// The device channel: mutual TLS on a bare channel, one small handler a connection (decision 0003).
public final class DeviceListener: Service {
    private let configuration: DeviceListenerConfiguration
    private let routes: DeviceRoutes
    private let group: any EventLoopGroup
    private let gate: AdmissionGate
    private let logger: Logger
    private let listening = Mutex<(any Channel)?>(nil)
    private let connections = DeviceConnections()
    private let tls = Mutex<NIOSSLContext?>(nil)

    /// Makes the listener; it takes no port before ``bind()`` or ``run()``.
    public init(
        _ configuration: DeviceListenerConfiguration, services: DeviceServices, gate: AdmissionGate,
        group: any EventLoopGroup, logger: Logger
    ) {
        self.gate = gate
        self.configuration = configuration
        routes = DeviceRoutes(services: services, logger: logger)
        self.group = group
        self.logger = logger
    }

    /// The port that it listens on, once it does.
    public var boundPort: Int? { listening.withLock { $0?.localAddress?.port } }

    /// Takes the port, or throws when it is taken; ``run()`` does so unless it was done before.
    public func bind() async throws {
        guard listening.withLock({ $0 == nil }) else { return }
        if tls.withLock({ $0 == nil }) { try trust(roots: configuration.trustRoots) }
        let routes = routes
        let (limits, gate) = (configuration.limits, gate)
        let connections = connections
        let (trusted, logger) = (configuration.trustedProxies, logger)
        let budget = DeviceBudget(rate: limits.requestRate, burst: limits.requestBurst)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 65_536)
            )
            .childChannelInitializer { [self] channel in
                guard let tls = tls.withLock(\.self) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ProxyProtocolHandler(trusted: trusted, logger: logger))
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(
                        DeviceConnection(
                            routes: routes, limits: limits, connections: connections, budget: budget, gate: gate))
                }
            }
            .bind(host: configuration.host, port: configuration.port).get()
        listening.withLock { $0 = channel }
    }

    /// Takes certificates that chain to these (PEM) from the next connection on, in place of the ones before; who is
    /// connected is looked at again with the next request.
    public func trust(roots: String) throws {
        let context = try NIOSSLContext(configuration: tlsConfiguration(roots))
        tls.withLock { $0 = context }
        recheck()
    }

    /// Looks at who is connected again with the next request of each.
    public func recheck() { connections.recheck() }

    /// Listens until it is told to stop, then gives open requests ten seconds.
    public func run() async throws {
        try await bind()
        guard let channel = listening.withLock(\.self) else { return }
        logger.info("device channel listens", metadata: ["port": "\(boundPort ?? 0)"])
        await withTaskCancellationOrGracefulShutdownHandler {
            try? await channel.closeFuture.get()
        } onCancelOrGracefulShutdown: {
            channel.close(promise: nil)
            self.connections.drain()
        }
        await connections.wait(atMost: .seconds(10))
    }

    private func tlsConfiguration(_ roots: String) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(configuration.certificateChain.utf8))
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(configuration.privateKey.utf8), format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        tls.sslContextCallback = configuration.renewal
        // On a server this is the mode that requires a client certificate.
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(roots.utf8)))
        tls.sendCANameList = false
        return tls
    }
}
