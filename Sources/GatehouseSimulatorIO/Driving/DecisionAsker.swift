import NIOCore
import NIOPosix

/// Asks for decisions as an enforcement point does, over a socket of this machine.
final class DecisionAsker {
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
    private var line: Line?

    init(socket: String, on loop: any EventLoop) {
        self.socket = socket
        self.loop = loop
    }

    /// Asks whether the device of the token may reach the application; `nil` when the answer is neither.
    func ask(token: String, application: String, _ done: @escaping (Bool?) -> Void) {
        let request = """
            GET /access/decide/\(application) HTTP/1.1\r
            host: gatehouse\r
            x-gatehouse-token: \(token)\r
            x-gatehouse-address: 192.0.2.7\r
            user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
            \r

            """
        func finish(_ answer: HTTPAnswer?) {
            switch answer?.status {
            case 204: done(true)
            case 401, 403: done(false)
            default: done(nil)
            }
        }
        if let line, line.isOpen { return line.ask(request, finish) }
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
                self.line = line
                line.ask(request, finish)
            case .failure: done(nil)
            }
        }
    }
}
