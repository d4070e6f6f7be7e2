import NIOCore

/// A network that is slow: lets a few bytes through at a time, in the order in which they were written.
final class SlowSender: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let portion = 256
    private static let pause = TimeAmount.milliseconds(100)

    private var held = ByteBuffer()
    private var isWaiting = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        held.writeImmutableBuffer(unwrapOutboundIn(data))
        promise?.succeed()
        pass(context)
    }

    private func pass(_ context: ChannelHandlerContext) {
        guard !isWaiting, let portion = held.readSlice(length: min(Self.portion, held.readableBytes)),
            portion.readableBytes > 0
        else { return }
        held.discardReadBytes()
        isWaiting = true
        context.writeAndFlush(wrapOutboundOut(portion), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isWaiting = false
            if context.channel.isActive { self.pass(context) }
        }
    }
}
