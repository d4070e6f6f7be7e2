import GatehouseAgentCore
import GatehouseSimulator
import NIOCore
import NIOTLS

/// One connection of a device: sends its requests one after the other, and tells the driver what came back.
///
/// INVARIANT (one loop): the driver and all of its lines live on one event loop.
final class DeviceLineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Outgoing {
        var request: DeviceRequest
        /// Sent once before, over a connection that turned out to be closed.
        var isRepeat = false
    }

    let device: Int
    let line: DeviceLine
    let epoch: Int
    private let driver: FleetDriver
    private let began = NIODeadline.now()
    private var context: ChannelHandlerContext?
    private var answers = HTTPAnswerReader()
    private var queue: [Outgoing] = []
    private var current: Outgoing?
    private var sentAt = NIODeadline.now()
    private var sentBytes = 0
    private var isReady = false
    private var hasAnswered = false
    private(set) var isEnded = false
    /// When the line has waited too long, for an answer or for a request.
    private var deadline: NIODeadline

    init(_ device: Int, _ line: DeviceLine, epoch: Int, _ driver: FleetDriver) {
        self.device = device
        self.line = line
        self.epoch = epoch
        self.driver = driver
        deadline = .now() + .seconds(30)
    }

    /// Sends the request when it is its turn.
    func submit(_ outgoing: Outgoing) {
        queue.append(outgoing)
        sendNext()
    }

    /// Ends the line without a word about what was under way.
    func cut() {
        isEnded = true
        queue = []
        current = nil
        context?.close(promise: nil)
    }

    /// Ends what has waited too long; asked once a second, which is cheaper than a timer for each request.
    func look(at now: NIODeadline) {
        guard !isEnded, now > deadline else { return }
        if isReady, current == nil { return end(nil) }
        end(RequestFailure.unreachable(RequestFailure.noAnswerInTime))
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent, !isEnded {
            isReady = true
            driver.connected(self, after: .nanoseconds((NIODeadline.now() - began).nanoseconds))
            sendNext()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answers.append(unwrapInboundIn(data))
        guard !answers.isTooLarge else { return end(RequestFailure.unreachable("the answer is too large")) }
        while let answer = answers.next() { take(answer) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(RequestFailure.unreachable("the connection was closed"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(RequestFailure.unreachable("\(error)"))
    }

    /// Could not even be connected.
    func failed(_ error: any Error) { end(RequestFailure.unreachable("\(error)")) }

    private func sendNext() {
        guard isReady, !isEnded, current == nil, !queue.isEmpty, let context else { return }
        let next = queue.removeFirst()
        current = next
        let bytes = next.request.bytes(host: driver.authority)
        sentAt = .now()
        sentBytes = bytes.count
        deadline = sentAt + TimeAmount(next.request.timeout)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func take(_ answer: HTTPAnswer) {
        guard let done = current else { return }
        current = nil
        hasAnswered = true
        // The agent keeps the connection for its requests for five seconds, and that for the poll for good.
        deadline = .now() + (line == .poll ? .seconds(60) : .seconds(5))
        var result: Result<DeviceReply, RequestFailure>
        do throws(RequestFailure) {
            result = .success(
                try DeviceReply(
                    to: done.request, status: answer.status, retryAfter: answer.retryAfter,
                    body: answer.body.readableBytesView))
        } catch {
            result = .failure(error)
        }
        let exchange = Simulation.Exchange(
            took: .nanoseconds((NIODeadline.now() - sentAt).nanoseconds), sent: sentBytes, received: answer.size,
            status: answer.status, result: result)
        if answer.closes {
            isEnded = true
            let rest = queue
            queue = []
            context?.close(promise: nil)
            driver.ended(self, resending: rest)
        }
        driver.answered(device, epoch, done.request, exchange)
        sendNext()
    }

    private func end(_ failure: RequestFailure?) {
        guard !isEnded else { return }
        isEnded = true
        context?.close(promise: nil)
        let lost = (current.map { [$0] } ?? []) + queue
        // A kept connection that the server had closed meanwhile: the agent sends once more on a fresh one.
        let isStale = hasAnswered && !answers.hasBegun && failure != .unreachable(RequestFailure.noAnswerInTime)
        current = nil
        queue = []
        let again = lost.filter { isStale && !$0.isRepeat }.map { Outgoing(request: $0.request, isRepeat: true) }
        driver.ended(self, resending: again)
        guard let failure else { return }
        for outgoing in lost where !isStale || outgoing.isRepeat {
            driver.answered(
                device, epoch, outgoing.request,
                Simulation.Exchange(took: .zero, sent: 0, received: 0, status: 0, result: .failure(failure)))
        }
    }
}
