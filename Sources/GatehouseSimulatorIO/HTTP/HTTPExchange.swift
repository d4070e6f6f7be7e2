package import NIOCore

/// Asks over one connection, one request at a time, and hands out the answers.
package final class HTTPExchange: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// One request with the promise of its answer.
    package struct Question: Sendable {
        package var request: ByteBuffer
        package var answer: EventLoopPromise<HTTPAnswer>
    }

    private var waiting: EventLoopPromise<HTTPAnswer>?
    private var answers = HTTPAnswerReader()

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard !answers.isTooLarge else { return end(ChannelError.inappropriateOperationForState, context) }
        guard let whole = answers.next(), let answer = waiting else { return }
        waiting = nil
        answer.succeed(whole)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) { end(error, context) }

    package func channelInactive(context: ChannelHandlerContext) {
        end(ChannelError.eof, context)
        context.fireChannelInactive()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let question = event as? Question else { return context.fireUserInboundEventTriggered(event) }
        guard waiting == nil, context.channel.isActive else {
            return question.answer.fail(ChannelError.ioOnClosedChannel)
        }
        waiting = question.answer
        context.writeAndFlush(wrapOutboundOut(question.request), promise: nil)
    }

    private func end(_ error: any Error, _ context: ChannelHandlerContext) {
        waiting?.fail(error)
        waiting = nil
        context.close(promise: nil)
    }

    package static func post(_ path: String, _ body: [UInt8], host: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(body.count + 160)
        buffer.writeString("POST \(path) HTTP/1.1\r\nhost: \(host)\r\ncontent-type: application/json\r\n")
        buffer.writeString("content-length: \(body.count)\r\n\r\n")
        buffer.writeBytes(body)
        return buffer
    }
}

extension Channel {
    /// Asks over a connection that ends in an ``HTTPExchange``.
    package func ask(_ request: ByteBuffer) async throws -> HTTPAnswer {
        let answer = eventLoop.makePromise(of: HTTPAnswer.self)
        pipeline.fireUserInboundEventTriggered(HTTPExchange.Question(request: request, answer: answer))
        return try await answer.futureResult.get()
    }
}
