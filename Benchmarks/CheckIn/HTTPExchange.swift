import NIOCore

/// Sends one request as soon as it is connected, and hands out the answer.
final class HTTPExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: ByteBuffer
    private let answer: EventLoopPromise<HTTPAnswer>
    private var answers = HTTPAnswerReader()

    init(_ request: ByteBuffer, _ answer: EventLoopPromise<HTTPAnswer>) {
        self.request = request
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard let whole = answers.next() else { return }
        answer.succeed(whole)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    static func post(_ path: String, _ body: [UInt8], host: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(body.count + 160)
        buffer.writeString("POST \(path) HTTP/1.1\r\nhost: \(host)\r\ncontent-type: application/json\r\n")
        buffer.writeString("content-length: \(body.count)\r\n\r\n")
        buffer.writeBytes(body)
        return buffer
    }
}
