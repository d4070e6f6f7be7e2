import NIOCore
import NIOPosix

/// Asks for decisions as an enforcement point does, over a socket of this machine.
final class DecisionAsker: Sendable {
    private final class Line: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var answers = HTTPAnswerReader()
        private var waiting: [(HTTPAnswer?) -> Void] = []
        private var context: ChannelHandlerContext?

        var isOpen: Bool { context?.channel.isActive == true }

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func ask(_ request: String, _ done: @escaping (HTTPAnswer?) -> Void) {
            guard let context else { return done(nil) }
            waiting.append(done)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            answers.append(unwrapInboundIn(data))
            while !waiting.isEmpty, let answer = answers.next() { waiting.removeFirst()(answer) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            let lost = waiting
            waiting = []
            for done in lost { done(nil) }
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private let socket: String
    private let loop: any EventLoop
    private let line: NIOLoopBoundBox<Line?>

    /// - Parameter loop: one of its own: a loop that drives a fleet would be timed, too.
    init(socket: String, on loop: any EventLoop) {
        self.socket = socket
        self.loop = loop
        line = NIOLoopBoundBox.makeBoxSendingValue(nil, eventLoop: loop)
    }

    /// Asks whether the device of the token may reach the application; `nil` when the answer is neither.
    ///
    /// What it took is from the moment that the question is written until its answer was read.
    func ask(
        token: String, application: String, _ done: @escaping @Sendable (_ isAllowed: Bool?, _ took: Duration) -> Void
    ) {
        let request = """
            GET /access/decide/\(application) HTTP/1.1\r
            host: gatehouse\r
            x-gatehouse-token: \(token)\r
            x-gatehouse-address: 192.0.2.7\r
            user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
            \r

            """
        loop.execute { self.ask(request, done) }
    }

    private func ask(_ request: String, _ done: @escaping @Sendable (Bool?, Duration) -> Void) {
        let asked = NIODeadline.now()
        func finish(_ answer: HTTPAnswer?) {
            let took = Duration.nanoseconds((NIODeadline.now() - asked).nanoseconds)
            switch answer?.status {
            case 204: done(true, took)
            case 401, 403: done(false, took)
            default: done(nil, took)
            }
        }
        if let line = line.value, line.isOpen { return line.ask(request, finish) }
        let line = Line()
        let bound = NIOLoopBound(line, eventLoop: loop)
        let connected = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .connect(unixDomainSocketPath: socket)
        connected.assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                self.line.value = line
                line.ask(request, finish)
            case .failure: finish(nil)
            }
        }
    }
}
