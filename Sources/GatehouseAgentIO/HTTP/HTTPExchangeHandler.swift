import NIOCore
import NIOHTTP1

/// Carries one request at a time over its connection and gathers the answer.
final class HTTPExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private struct Exchange {
        var promise: EventLoopPromise<IncomingResponse>
        var limit: Int
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private var exchange: Exchange?
    private var context: ChannelHandlerContext?
    /// Whether another request may follow on this connection.
    private(set) var isReusable = true
    /// Whether the server said anything since the last request began.
    private(set) var hasAnswerBegun = false

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func begin(_ request: OutgoingRequest, host: String, _ promise: EventLoopPromise<IncomingResponse>) {
        guard let context, isReusable, exchange == nil else {
            promise.fail(ConnectionFailure.closed)
            return
        }
        exchange = Exchange(promise: promise, limit: request.answerLimit)
        hasAnswerBegun = false
        var headers = HTTPHeaders([("host", host), ("user-agent", "gatehouse-agent/\(AgentVersion.text)")])
        if request.method == .POST {
            headers.add(name: "content-length", value: String(request.body.count))
            if !request.body.isEmpty { headers.add(name: "content-type", value: "application/json") }
        }
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !request.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: request.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard exchange != nil, head.status.code >= 200 else { return }
            hasAnswerBegun = true
            isReusable = head.isKeepAlive
            exchange?.head = head
        case .body(let part):
            guard let exchange else { return }
            guard exchange.body.count + part.readableBytes <= exchange.limit else {
                return fail(ConnectionFailure.answerTooLarge)
            }
            self.exchange?.body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let done = exchange, let head = done.head else { return }
            exchange = nil
            done.promise.succeed(
                IncomingResponse(status: Int(head.status.code), retryAfter: head.retryAfter, body: done.body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ConnectionFailure.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

    /// Ends the exchange under way and the connection with it.
    func fail(_ error: any Error) {
        isReusable = false
        let failed = exchange
        exchange = nil
        failed?.promise.fail(error)
        context?.close(promise: nil)
    }
}

extension HTTPResponseHead {
    /// `Retry-After` in seconds; the date form is ignored (RFC 9110 §10.2.3).
    fileprivate var retryAfter: Duration? {
        headers.first(name: "retry-after").flatMap { Int64($0) }.map { .seconds(max($0, 0)) }
    }
}
