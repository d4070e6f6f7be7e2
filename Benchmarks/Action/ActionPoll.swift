import GatehouseModel
import GatehouseSimulatorIO
import GatehouseWire
import NIOCore

/// One connected device: polls, takes what comes, reports its end, and polls again.
final class ActionPoll: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Step {
        case polling
        case accepting(ActionID)
        case reporting
    }

    private let number: Int
    private let host: String
    private let tally: ActionTally
    private var answers = HTTPAnswerReader()
    private var step = Step.polling
    private var desired = "0"
    private var waiting: [ActionID] = []
    private var done: Set<ActionID> = []

    init(_ number: Int, host: String, _ tally: ActionTally) {
        self.number = number
        self.host = host
        self.tally = tally
    }

    func channelActive(context: ChannelHandlerContext) {
        poll(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard let answer = answers.next() else { return }
        guard (200...299).contains(answer.status) else {
            tally.fail("a device was answered \(answer.status): \(String(buffer: answer.body))")
            return context.close(promise: nil)
        }
        switch step {
        case .polling:
            take(answer)
            next(context)
        case .accepting(let action):
            step = .reporting
            let report = ActionReport(requestID: .random(), action: action, state: .done, detail: "done")
            send(HTTPExchange.post(AgentRoute.actionResult, report.bytes, host: host), context)
        case .reporting:
            tally.reported()
            next(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.fail("\(error)")
        context.close(promise: nil)
    }

    /// Notes what is new; an answer without a body ends a hold.
    private func take(_ answer: HTTPAnswer) {
        guard answer.status == 200,
            let work = try? WorkResponse(bytes: Array(answer.body.readableBytesView))
        else { return }
        desired = work.desired
        for item in work.items where done.insert(item.action).inserted {
            tally.received(by: number)
            waiting.append(item.action)
        }
    }

    private func next(_ context: ChannelHandlerContext) {
        guard let action = waiting.popLast() else { return poll(context) }
        step = .accepting(action)
        let acceptance = ActionAcceptance(requestID: .random(), action: action)
        send(HTTPExchange.post(AgentRoute.actionAcceptance, acceptance.bytes, host: host), context)
    }

    private func poll(_ context: ChannelHandlerContext) {
        step = .polling
        var request = ByteBuffer()
        request.writeString("GET \(AgentRoute.work)?desired=\(desired) HTTP/1.1\r\nhost: \(host)\r\n\r\n")
        send(request, context)
    }

    private func send(_ request: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }
}
