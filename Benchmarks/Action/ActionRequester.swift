import GatehouseModel
import GatehouseSimulatorIO
import GatehouseWire
import NIOCore

/// Has a requester ask for an action of every device at once.
struct AskEverybody: Sendable {}

/// One connection to the API: asks for an action of one device after another, at an even pace.
final class ActionRequester: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let arguments: ActionArguments
    private let host: String
    private let tally: ActionTally
    private let pause: TimeAmount
    private var answers = HTTPAnswerReader()
    private var remaining: Int
    private var due = NIODeadline.now()

    init(_ arguments: ActionArguments, host: String, _ tally: ActionTally) {
        self.arguments = arguments
        self.host = host
        self.tally = tally
        remaining = (arguments.actions + arguments.requesters - 1) / arguments.requesters
        pause = .nanoseconds(1_000_000_000 * Int64(arguments.requesters) / Int64(max(arguments.rate, 1)))
    }

    func channelActive(context: ChannelHandlerContext) {
        due = .now()
        ask(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard let answer = answers.next() else { return }
        guard answer.status == 202 else {
            return tally.fail("a request for an action was answered \(answer.status): \(String(buffer: answer.body))")
        }
        guard remaining > 0 else { return }
        due = max(due + pause, .now())
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: due) { bound.value.0.ask(bound.value.1) }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is AskEverybody else { return context.triggerUserOutboundEvent(event, promise: promise) }
        post(APIRoute.actionBatches, #"{"action":{"kind":"sync"},"filter":"platform eq 'linux'"}"#, context)
        promise?.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.fail("\(error)")
        context.close(promise: nil)
    }

    private func ask(_ context: ChannelHandlerContext) {
        remaining -= 1
        let device = tally.begin()
        post(APIRoute.fill(APIRoute.deviceActions, device.description), #"{"kind":"sync"}"#, context)
    }

    private func post(_ path: String, _ body: String, _ context: ChannelHandlerContext) {
        var request = ByteBuffer()
        request.writeString("POST \(path) HTTP/1.1\r\nhost: \(host)\r\nauthorization: Bearer \(arguments.token)\r\n")
        request.writeString("content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }
}
