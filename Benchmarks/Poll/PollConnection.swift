import NIOCore
import Synchronization

/// The moments at which answers came.
final class PollTally: Sendable {
    private let moments = Mutex<[ContinuousClock.Instant]>([])

    var count: Int { moments.withLock(\.count) }

    func add(_ moment: ContinuousClock.Instant) { moments.withLock { $0.append(moment) } }

    /// Gives the moments and begins again.
    func take() -> [ContinuousClock.Instant] {
        moments.withLock { moments in
            defer { moments = [] }
            return moments
        }
    }
}

/// Asks a ``PollConnection`` for its next poll.
struct NextPoll: Sendable {}

/// One device: polls as soon as it is connected and again when told; counts the answers.
final class PollConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let language: PollLanguage
    private let tally: PollTally
    private var stream: UInt32 = 1
    private var received = ByteBuffer()

    init(_ language: PollLanguage, _ tally: PollTally) {
        self.language = language
        self.tally = tally
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(ByteBuffer(string: language.opening)), promise: nil)
        poll(context)
        context.fireChannelActive()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        if event is NextPoll { poll(context) }
        promise?.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch language {
        // The answer is one head without a body, and comes in one record.
        case .http1: tally.add(.now)
        case .http2:
            received.writeImmutableBuffer(unwrapInboundIn(data))
            while let frame = HTTP2Frame(from: &received) { take(frame, context) }
            received.discardReadBytes()
        }
    }

    private func poll(_ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(language.poll(stream: stream)), promise: nil)
        stream += 2
    }

    private func take(_ frame: HTTP2Frame, _ context: ChannelHandlerContext) {
        let isMarked = frame.flags & HTTP2Frame.endOrAcknowledgement != 0
        switch frame.kind {
        case HTTP2Frame.settings where !isMarked:
            acknowledge(HTTP2Frame(kind: HTTP2Frame.settings, flags: 1, stream: 0, payload: ByteBuffer()), context)
        case HTTP2Frame.ping where !isMarked:
            acknowledge(HTTP2Frame(kind: HTTP2Frame.ping, flags: 1, stream: 0, payload: frame.payload), context)
        case HTTP2Frame.data where isMarked, HTTP2Frame.headers where isMarked: tally.add(.now)
        default: break
        }
    }

    private func acknowledge(_ frame: HTTP2Frame, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(frame.bytes), promise: nil)
    }
}
