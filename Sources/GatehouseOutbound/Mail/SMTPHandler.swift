import GatehouseService
import NIOCore
import NIOSSL

/// Drives an ``SMTPDialogue`` over a channel, and begins TLS in it when the dialogue says so.
///
/// Lives on its channel's event loop alone.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dialogue: SMTPDialogue
    private var reader = SMTPReplyReader()
    private let makeTLS: () throws -> NIOSSLClientHandler
    private let outcome: EventLoopPromise<SendingOutcome>
    private var isFinished = false

    /// - Parameter outcome: succeeded exactly once, at the latest when the channel closes.
    init(
        _ dialogue: SMTPDialogue, outcome: EventLoopPromise<SendingOutcome>,
        makeTLS: @escaping () throws -> NIOSSLClientHandler
    ) {
        self.dialogue = dialogue
        self.outcome = outcome
        self.makeTLS = makeTLS
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.append(unwrapInboundIn(data).readableBytesView)
        do {
            while !isFinished, let reply = try reader.next() {
                perform(dialogue.received(reply, isAlone: !reader.hasRest), context)
            }
        } catch {
            finish(.later("the mail server does not speak SMTP"), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let problem = error is NIOSSLError || error is BoringSSLError ? "TLS failed: " : ""
        finish(.later("the mail server could not be used: \(problem)\(error)"), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.later("the mail server closed the connection"), context)
        context.fireChannelInactive()
    }

    private func perform(_ action: SMTPDialogue.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .send(let text): write(text, context)
        case .encrypt(let text):
            do {
                // Its handshake begins at once, and what is written meanwhile waits for it.
                try context.pipeline.syncOperations.addHandler(makeTLS(), position: .first)
                write(text, context)
            } catch {
                finish(.later("TLS cannot be used: \(error)"), context)
            }
        case .finish(let outcome):
            write("QUIT\r\n", context)
            finish(outcome, context)
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
    }

    private func finish(_ result: SendingOutcome, _ context: ChannelHandlerContext) {
        guard !isFinished else { return }
        isFinished = true
        outcome.succeed(result)
        context.close(promise: nil)
    }
}
