import GatehouseModel
import GatehouseSimulatorIO
import NIOCore

/// One connected device: reports, waits for the acknowledgement, and reports again until it is told to stop.
final class CheckInLoop: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var reporter: CheckInReporter
    private let tally: CheckInTally
    private var answers = HTTPAnswerReader()
    private var sent = NIODeadline.now()

    init(_ reporter: CheckInReporter, _ tally: CheckInTally) {
        self.reporter = reporter
        self.tally = tally
    }

    func channelActive(context: ChannelHandlerContext) {
        report(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard let answer = answers.next() else { return }
        let taken = (NIODeadline.now() - sent).nanoseconds
        guard reporter.isAcknowledged(by: answer) else {
            tally.fail("\(answer.status): \(String(buffer: answer.body))")
            return context.close(promise: nil)
        }
        if tally.goesOn(after: taken, size: answer.size) { report(context) } else { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.fail("\(error)")
        context.close(promise: nil)
    }

    private func report(_ context: ChannelHandlerContext) {
        let report = reporter.next(at: .now)
        sent = .now()
        context.writeAndFlush(wrapOutboundOut(report), promise: nil)
    }
}
