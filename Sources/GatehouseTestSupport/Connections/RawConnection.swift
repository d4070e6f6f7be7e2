import NIOCore
import NIOPosix
public import NIOSSL

/// A client's connection that sends bytes as they are, good or bad, and reads answers in their order.
public final class RawConnection {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = [UInt8]()
    private var isEnded = false
    /// Port of the client's own end; 0 for a Unix socket.
    public let localPort: Int

    private init(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
        localPort = channel.channel.localAddress?.port ?? 0
    }

    /// Connects to a port of this machine, over TLS unless `tls` is `nil`, and closes after the body.
    public static func with<Result: Sendable>(
        port: Int, tls: NIOSSLContext?,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(30))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await run(channel, body)
    }

    /// Connects to a Unix socket and closes after the body.
    public static func with<Result: Sendable>(
        socket path: String,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await run(channel, body)
    }

    private static func run<Result: Sendable>(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        var outcome: Swift.Result<Result, any Error>?
        do {
            try await channel.executeThenClose { inbound, outbound in
                do {
                    outcome = .success(try await body(RawConnection(channel, inbound, outbound)))
                } catch {
                    outcome = .failure(error)
                }
            }
        } catch {
            // A peer that is gone before us makes closing fail; what the body found is what counts.
            if outcome == nil { throw error }
        }
        guard let outcome else { throw CancellationError() }
        return try outcome.get()
    }

    /// Sends the bytes as they are; throws when the connection is gone.
    public func send(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Sends the text's UTF-8 as it is; throws when the connection is gone.
    public func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// The next answer; `nil` when the connection ends instead, in whatever way.
    public func answer() async -> RawAnswer? {
        while true {
            if let answer = RawAnswer.take(from: &received) { return answer }
            guard await readMore() else { return nil }
        }
    }

    /// Sends one request and reads its answer; `nil` when the connection ends instead.
    public func ask(
        _ method: String, _ target: String, body: [UInt8] = [], fields: [String] = [],

    ) async -> RawAnswer? {
        do {
            try await send(Array(Self.head(method, target, length: body.count, fields).utf8) + body)
        } catch {
            return nil
        }
        return await answer()
    }

    /// The head of a request, with `Content-Length` when it has a body or is a `POST`.
    public static func head(_ method: String, _ target: String, length: Int, _ fields: [String] = []) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1"] + fields
        if length > 0 || method == "POST" { lines.append("Content-Length: \(length)") }
        return lines.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    /// Whether the peer ends the connection with nothing more to say.
    public func isClosed() async -> Bool {
        while await readMore() {}
        return received.isEmpty
    }

    private func readMore() async -> Bool {
        guard !isEnded else { return false }
        guard let buffer = try? await inbound.next() else {
            isEnded = true
            return false
        }
        received.append(contentsOf: buffer.readableBytesView)
        return true
    }
}
