import GatehouseModel
import GatehouseService
import Logging
import NIOCore
import NIOSSL

/// Tells a connection to finish what it is answering and close.
struct DrainEvent: Sendable {}

/// Tells a connection that other authorities are believed now than at its handshake.
struct TrustChangeEvent: Sendable {}

/// Answers the requests of one connection, in order, on its event loop.
///
/// INVARIANT (one answer, whole): an answer is written in one piece, and nothing is written after one that closes.
final class DecisionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case open
        /// A report is being fetched; what follows waits.
        case fetching(Task<Void, Never>)
        /// The last answer is written; input is dropped until the peer closes.
        case lingering
    }

    private let decisions: LoopDecisions
    private let points: PointDirectory
    private let isIssued: (@Sendable ([UInt8], TenantID) -> Bool)?
    private let limits: ConnectionLimits
    private let logger: Logger
    private var identity: PeerIdentity?
    private var standing = CertificateStanding()
    private var state = State.open
    /// The beginning of a head, or input that came while a report is fetched.
    private var pending = ByteBuffer()
    private var isDraining = false
    private var hasUnflushed = false
    private var isReadHeld = false
    private var lastActivity = NIODeadline.now()
    private var headTimer: Scheduled<Void>?
    private var idleTimer: Scheduled<Void>?

    /// `socketPoint` is the enforcement point that the listening socket stands for; without one it is read from the
    /// certificate, if `isIssued` says that the authority of the tenant that it names signed it.
    init(
        decisions: LoopDecisions, points: PointDirectory, socketPoint: ListeningPoint?,
        isIssued: (@Sendable ([UInt8], TenantID) -> Bool)? = nil, limits: ConnectionLimits, logger: Logger
    ) {
        self.isIssued = isIssued
        self.decisions = decisions
        self.points = points
        self.limits = limits
        self.logger = logger
        identity = socketPoint.map { .socket($0) }
    }

    // MARK: Coming and going

    func channelActive(context: ChannelHandlerContext) {
        lastActivity = .now()
        armIdleTimer(context, in: limits.idle)
        // Over TLS the handshake counts as the beginning of the first head.
        if identity == nil { armHeadTimer(context) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .fetching(let task) = state { task.cancel() }
        headTimer?.cancel()
        idleTimer?.cancel()
        state = .lingering
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is TrustChangeEvent { forgetCertificate() }
        guard event is DrainEvent else { return context.fireUserInboundEventTriggered(event) }
        isDraining = true
        if case .open = state { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("a connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = Self.unwrapInboundIn(data)
        switch state {
        case .lingering: return
        case .fetching:
            guard pending.readableBytes + input.readableBytes <= limits.pending else {
                return context.close(promise: nil)
            }
            pending.writeBuffer(&input)
        case .open where pending.readableBytes == 0:
            answerAll(in: &input, context)
            pending.writeBuffer(&input)
        case .open:
            pending.writeBuffer(&input)
            answerPending(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
        context.fireChannelReadComplete()
    }

    /// Holds reading back while a report is fetched or the peer does not take its answers.
    func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { resumeReading(context) }
        context.fireChannelWritabilityChanged()
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadHeld, mayRead(context) else { return }
        isReadHeld = false
        context.read()
    }

    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .fetching: false
        case .open: context.channel.isWritable
        case .lingering: true
        }
    }

    private func answerPending(_ context: ChannelHandlerContext) {
        var input = ByteBuffer()
        swap(&input, &pending)
        answerAll(in: &input, context)
        input.discardReadBytes()
        swap(&input, &pending)
    }

    /// Answers each whole head; leaves what belongs to an incomplete one, or comes after one that must be awaited.
    private func answerAll(in input: inout ByteBuffer, _ context: ChannelHandlerContext) {
        lastActivity = .now()
        while input.readableBytes > 0, case .open = state {
            switch RequestHead.parse(input.readableBytesUInt8Span) {
            case .incomplete:
                return armHeadTimer(context)
            case .refused(let refusal):
                logger.debug("refused a request", metadata: ["why": "\(refusal)"])
                return finish(with: .refused(refusal), context)
            case .complete(let head, let length):
                if headTimer != nil { disarmHeadTimer() }
                answer(head, input.readableBytesUInt8Span, context)
                input.moveReaderIndex(forwardBy: length)
            }
        }
        if case .lingering = state { input.clear() }
    }

    // MARK: Answering

    private func answer(_ head: RequestHead, _ bytes: Span<UInt8>, _ context: ChannelHandlerContext) {
        let route = Route(bytes, target: head.target)
        if case .health = route { return write(.healthy, to: head, context) }
        guard let point = currentPoint(context) else { return finish(with: .unknownPoint, context) }
        switch route {
        case .decide(let application):
            switch decisions.decide(head, application: application, bytes, from: point) {
            case .answer(let answer): write(answer, to: head, context)
            case .contradictory: finish(with: .refused(.malformed), context)
            }
        case .denied(let query):
            fetchDenial(DenialRequest(head, query: query, bytes), for: point.name, context)
        case .health, .unknown:
            write(.notFound, to: head, context)
        }
    }

    /// The point that this connection speaks for, if it may now.
    private func currentPoint(_ context: ChannelHandlerContext) -> ListeningPoint? {
        let identity = identity ?? readIdentity(context)
        switch identity {
        case .socket(let point): return point
        case .certificate(let point, let serial):
            return decisions.isGood(serial, of: point.name, &standing) ? point : nil
        case .nobody: return nil
        }
    }

    private func forgetCertificate() {
        if case .socket = identity { return }
        identity = nil
    }

    private func readIdentity(_ context: ChannelHandlerContext) -> PeerIdentity {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        var read = PeerIdentity.nobody
        // The trusted roots are of all tenants: none of them may speak for another's points.
        if let certificate, let name = EnforcementPointName(certificate: certificate),
            let der = try? certificate.toDERBytes(), isIssued?(der, name.tenant) ?? false
        {
            read = .certificate(points.point(for: name), serial: certificate.serial)
        }
        identity = read
        return read
    }

    private func write(_ answer: PreparedAnswer, to head: RequestHead, _ context: ChannelHandlerContext) {
        guard !head.closes, !isDraining else { return finish(with: answer, context) }
        context.write(Self.wrapOutboundOut(answer.kept), promise: nil)
        hasUnflushed = true
    }

    private func finish(with answer: PreparedAnswer, _ context: ChannelHandlerContext) {
        finish(writing: answer.closing, context)
    }

    /// Writes the last answer and closes our side; the peer has a moment to read it before the rest is cut, since
    /// closing over unread input would discard the answer.
    private func finish(writing answer: ByteBuffer, _ context: ChannelHandlerContext) {
        state = .lingering
        disarmHeadTimer()
        hasUnflushed = false
        pending.clear()
        context.writeAndFlush(Self.wrapOutboundOut(answer), promise: nil)
        context.close(mode: .output, promise: nil)
        resumeReading(context)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        idleTimer?.cancel()
        idleTimer = context.eventLoop.scheduleTask(in: limits.linger) { bound.value.close(promise: nil) }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard hasUnflushed else { return }
        hasUnflushed = false
        context.flush()
    }

    // MARK: Reports

    private func fetchDenial(
        _ request: DenialRequest, for point: EnforcementPointName, _ context: ChannelHandlerContext
    ) {
        flush(context)
        let decisionPoint = decisions.decisionPoint
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        state = .fetching(
            Task {
                var report: DenialReport?
                if let id = request.decision {
                    report = await decisionPoint.denial(id, for: point, in: request.languages)
                }
                let answer = DenialAnswer(report: report, request: request)
                eventLoop.execute { bound.value.handler.deliver(answer, bound.value.context) }
            })
    }

    private func deliver(_ answer: DenialAnswer, _ context: ChannelHandlerContext) {
        guard case .fetching = state else { return }
        let closes = answer.request.closes || isDraining
        let bytes = answer.bytes(allocator: context.channel.allocator, closing: closes)
        guard !closes else { return finish(writing: bytes, context) }
        state = .open
        context.write(Self.wrapOutboundOut(bytes), promise: nil)
        hasUnflushed = true
        answerPending(context)
        flush(context)
        resumeReading(context)
    }

    // MARK: Time limits

    private func armHeadTimer(_ context: ChannelHandlerContext) {
        guard headTimer == nil else { return }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        headTimer = context.eventLoop.scheduleTask(in: limits.head) {
            bound.value.handler.headTimedOut(bound.value.context)
        }
    }

    private func disarmHeadTimer() {
        headTimer?.cancel()
        headTimer = nil
    }

    private func headTimedOut(_ context: ChannelHandlerContext) {
        guard case .open = state else { return }
        guard pending.readableBytes > 0 else { return context.close(promise: nil) }
        finish(with: .refused(.timeout), context)
    }

    /// One timer a connection, set anew only when it fires: a request does not touch it.
    private func armIdleTimer(_ context: ChannelHandlerContext, in delay: TimeAmount) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        idleTimer = context.eventLoop.scheduleTask(in: delay) {
            bound.value.handler.idleTimedOut(bound.value.context)
        }
    }

    private func idleTimedOut(_ context: ChannelHandlerContext) {
        let left = lastActivity + limits.idle - .now()
        if case .fetching = state { return armIdleTimer(context, in: limits.idle) }
        if left > .nanoseconds(0) { armIdleTimer(context, in: left) } else { context.close(promise: nil) }
    }
}
