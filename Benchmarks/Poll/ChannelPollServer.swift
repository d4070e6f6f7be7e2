import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The candidates without a framework: one handler a connection, and a closure that waits instead of a task.
enum ChannelPollServer {
    enum Reception {
        /// NIOHTTP1 over the default buffers.
        case http1
        /// A scan for the end of the head over receive buffers of 1 KiB: the least that a connection can be.
        case ownHeadScan
    }

    static func run(
        _ tls: TLSConfiguration, _ board: PollBoard, receives reception: Reception,
        _ announce: @Sendable (Int) -> Void
    ) async throws {
        let tlsContext = try NIOSSLContext(configuration: tls)
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tlsContext))
                    switch reception {
                    case .http1:
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                        try channel.pipeline.syncOperations.addHandler(HTTP1PollHandler(board))
                    case .ownHeadScan: try channel.pipeline.syncOperations.addHandler(HeadScanPollHandler(board))
                    }
                }
            }
        if reception == .ownHeadScan {
            bootstrap = bootstrap.childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1024))
        }
        let listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        announce(listener.localAddress?.port ?? 0)
        try await listener.closeFuture.get()
    }
}

private final class HTTP1PollHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let board: PollBoard

    init(_ board: PollBoard) { self.board = board }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data), (try? peerCertificate(context)) != nil else { return }
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        board.wait {
            loop.execute {
                let (handler, context) = bound.value
                handler.answer(context)
            }
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .noContent))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

private final class HeadScanPollHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private static let answer = ByteBuffer(string: "HTTP/1.1 204 No Content\r\n\r\n")
    private let board: PollBoard
    /// How many bytes of `\r\n\r\n` came last.
    private var matched = 0

    init(_ board: PollBoard) { self.board = board }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView {
            let wanted = matched.isMultiple(of: 2) ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
            matched = byte == wanted ? matched + 1 : byte == UInt8(ascii: "\r") ? 1 : 0
            if matched == 4 {
                matched = 0
                wait(context)
            }
        }
    }

    private func wait(_ context: ChannelHandlerContext) {
        guard (try? peerCertificate(context)) != nil else { return context.close(promise: nil) }
        let loop = context.eventLoop
        let bound = NIOLoopBound(context, eventLoop: loop)
        board.wait {
            loop.execute { bound.value.writeAndFlush(NIOAny(Self.answer), promise: nil) }
        }
    }
}

/// Read as the real listener reads it, and dropped.
private func peerCertificate(_ context: ChannelHandlerContext) throws -> [UInt8]? {
    try context.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
}
