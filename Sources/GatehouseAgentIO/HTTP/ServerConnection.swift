import GatehouseModel
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One kept connection to one server, on one event loop: requests go out one after the other.
///
/// A request whose kept connection turns out to be closed is sent once more on a fresh one: every request of the
/// protocol may be repeated.
final class ServerConnection {
    private struct Waiting {
        var request: OutgoingRequest
        var promise: EventLoopPromise<IncomingResponse>
    }

    private static let connectTimeout = TimeAmount.seconds(10)

    private let address: ServerAddress
    private let loop: any EventLoop
    private let idleLimit: TimeAmount
    private var tls: NIOSSLContext
    private var channel: (any Channel)?
    private var idleEnd: Scheduled<Void>?
    private var queue: [Waiting] = []
    private var isBusy = false
    /// The open connection speaks as an earlier identity.
    private var isOutdated = false
    private var isShutDown = false

    /// - Parameter idleLimit: how long the connection is kept without a request.
    init(to address: ServerAddress, tls: NIOSSLContext, on loop: any EventLoop, idleLimit: TimeAmount) {
        self.address = address
        self.tls = tls
        self.loop = loop
        self.idleLimit = idleLimit
    }

    func send(_ request: OutgoingRequest) -> EventLoopFuture<IncomingResponse> {
        loop.preconditionInEventLoop()
        guard !isShutDown else { return loop.makeFailedFuture(ConnectionFailure.closed) }
        let promise = loop.makePromise(of: IncomingResponse.self)
        queue.append(Waiting(request: request, promise: promise))
        sendNext()
        return promise.futureResult
    }

    /// Uses another identity from the next connection on.
    func use(_ tls: NIOSSLContext) {
        self.tls = tls
        if isBusy { isOutdated = true } else { close() }
    }

    /// Ends everything, what is under way too; nothing is sent any more.
    func shutDown() {
        isShutDown = true
        close()
        for waiting in queue { waiting.promise.fail(ConnectionFailure.closed) }
        queue = []
    }

    private func close() {
        idleEnd?.cancel()
        channel?.close(promise: nil)
        channel = nil
        isOutdated = false
    }

    private func sendNext() {
        guard !isBusy, !queue.isEmpty else { return }
        isBusy = true
        idleEnd?.cancel()
        let next = queue.removeFirst()
        let reused = channel?.isActive == true
        carry(next.request, reusing: reused).assumeIsolated().whenComplete { result in
            self.isBusy = false
            if self.isOutdated { self.close() }
            self.keepForAWhile()
            next.promise.completeWith(result)
            self.sendNext()
        }
    }

    private func carry(_ request: OutgoingRequest, reusing isReused: Bool) -> EventLoopFuture<IncomingResponse> {
        let opened = isReused ? channel.map(loop.makeSucceededFuture) ?? connect() : connect()
        return opened.assumeIsolated().flatMap { channel in
            self.exchange(request, on: channel, isReused: isReused)
        }.nonisolated()
    }

    private func exchange(
        _ request: OutgoingRequest, on channel: any Channel, isReused: Bool
    ) -> EventLoopFuture<IncomingResponse> {
        guard let handler = try? channel.pipeline.syncOperations.handler(type: HTTPExchangeHandler.self) else {
            return loop.makeFailedFuture(ConnectionFailure.closed)
        }
        self.channel = channel
        let promise = loop.makePromise(of: IncomingResponse.self)
        let deadline = loop.assumeIsolated().scheduleTask(in: request.timeout) {
            handler.fail(ConnectionFailure.timedOut)
        }
        handler.begin(request, host: address.authority, promise)
        return promise.futureResult.assumeIsolated().flatMapError { error in
            deadline.cancel()
            self.channel = nil
            let isStale =
                isReused && !self.isShutDown && !handler.hasAnswerBegun && error as? ConnectionFailure == .closed
            return isStale ? self.carry(request, reusing: false) : self.loop.makeFailedFuture(error)
        }.map { response in
            deadline.cancel()
            if !handler.isReusable { self.close() }
            return response
        }.nonisolated()
    }

    private func keepForAWhile() {
        guard let channel, queue.isEmpty else { return }
        guard channel.isActive else {
            self.channel = nil
            return
        }
        idleEnd = loop.assumeIsolated().scheduleTask(in: idleLimit) { self.close() }
    }

    private func connect() -> EventLoopFuture<any Channel> {
        let tls = tls
        let isAddress = IPAddress(address.host) != nil
        // An address is checked against the certificate's addresses; SNI is for names only (RFC 6066 §3).
        let serverName = isAddress ? nil : address.host
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 120)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 20)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 16_384)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                    try pipeline.addHandler(HTTPExchangeHandler())
                }
            }
        // A literal address needs no resolver, which would start threads.
        if isAddress, let socketAddress = try? SocketAddress(ipAddress: address.host, port: address.port) {
            return bootstrap.connect(to: socketAddress)
        }
        return bootstrap.connect(host: address.host, port: address.port)
    }
}
