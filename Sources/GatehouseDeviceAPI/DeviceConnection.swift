import GatehouseModel
import GatehouseService
import GatehouseWire
import NIOCore
import NIOHTTP1

/// One connection of an agent: reads a request, answers it, and holds the long poll without a task.
///
/// INVARIANT (one at a time): between a request's head and its answer no other request is begun; an agent that sends
/// one all the same is cut off.
final class DeviceConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case reading(HTTPRequestHead, [UInt8], AdmittedRequest)
        /// The request was not taken on: the rest of it is dropped, and then this is answered.
        case refusing(DeviceAnswer, keepsAlive: Bool)
        case answering(keepsAlive: Bool)
        case polling(Poll)
        case closed
    }
    private struct Poll {
        var keepsAlive: Bool
        var waiter: WorkBoard.WaiterID
        var end: Scheduled<Void>
    }

    /// The rest of a refused request up to here is read: a new handshake would cost both sides more.
    private static let mostDropped = 16 << 10

    let routes: DeviceRoutes
    private let limits: DeviceConnectionLimits
    private let connections: DeviceConnections
    private let budget: DeviceBudget
    private let gate: AdmissionGate
    /// Who was at the other end when it was asked last; the certificate of a connection stays the same.
    var peer: DevicePeer?
    /// Whether other authorities are believed now than when the peer was identified.
    var isPeerOld = false
    private var state = State.idle
    /// When the connection ends unless the next step was taken; `nil` while only the server has a step to take.
    private var deadline: NIODeadline?
    private var watch: Scheduled<Void>?

    init(
        routes: DeviceRoutes, limits: DeviceConnectionLimits, connections: DeviceConnections, budget: DeviceBudget,
        gate: AdmissionGate
    ) {
        self.gate = gate
        self.routes = routes
        self.budget = budget
        self.limits = limits
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        guard connections.add(context.channel, limit: limits.connections) else { return context.close(promise: nil) }
        expect(within: limits.request, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        watch?.cancel()
        if case .reading(_, _, let request) = state { request.end(isAnswered: false) }
        endPoll()
        state = .closed
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .idle): take(head, context)
        case (.body(let part), .reading(let head, var body, var request)):
            // The array is moved out of the state before it grows, so that it is not copied with every part.
            state = .idle
            let isTooLarge = body.count + part.readableBytes > request.largestBody
            if let refusal = isTooLarge ? .tooLarge(request.largestBody) : request.hold(part.readableBytes) {
                request.end(isAnswered: false)
                return refuse(refusal, context, lingers: true)
            }
            body.append(contentsOf: part.readableBytesView)
            state = .reading(head, body, request)
        case (.end, .reading(let head, let body, let request)):
            deadline = nil
            begin(head, body, request, context)
        case (.body, .refusing): break
        case (.end, .refusing(let answer, let keepsAlive)):
            state = .answering(keepsAlive: keepsAlive)
            write(answer, context)
        // What was refused is read to its end: closing before would reset the connection, and lose the answer.
        case (.end, .closed): context.close(promise: nil)
        case (_, .closed): break
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { drain(context) }
        if event is TrustChangeEvent { isPeerOld = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            if case .reading(_, _, let request) = state { request.end(isAnswered: false) }
            refuse(
                DeviceAnswer(
                    problem: .badRequest, code: "malformed", detail: "the request is not HTTP/1.1", hint: nil), context)
        } else {
            context.close(promise: nil)
        }
    }

    /// Takes on the request before its body is read, or lets it go.
    private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let length = head.contentLength
        let path = head.target.path
        let largest = DeviceRoutes.largestBody(head.method, path)
        // A poll is never put off, so it may hold nothing: not even a body whose length is not told.
        if length ?? 0 > largest || (largest == 0 && head.isChunked) {
            return refuse(.tooLarge(largest), context, lingers: true)
        }
        let peer: DevicePeer
        switch identify(context) {
        case .success(let found): peer = found
        case .failure(let refused): return refuse(refused.answer, context, lingers: true)
        }
        expect(within: limits.request, context)
        let kind = DeviceRoutes.traffic(head.method, path)
        switch AdmittedRequest.begin(kind, of: peer.key, largestBody: largest, gate, budget) {
        case .success(let request): state = .reading(head, [], request)
        case .failure(let refused):
            let isShort = length.map { $0 <= Self.mostDropped } ?? !head.isChunked
            guard isShort else { return refuse(refused.answer, context, lingers: true) }
            state = .refusing(refused.answer, keepsAlive: head.isKeepAlive)
        }
    }

    private func begin(
        _ head: HTTPRequestHead, _ body: [UInt8], _ request: AdmittedRequest, _ context: ChannelHandlerContext
    ) {
        var request = request
        request.wasRead()
        let (path, query) = head.target
        let peer: DevicePeer
        // The body may have come late, and the issuer been retired meanwhile.
        switch identify(context) {
        case .success(let found): peer = found
        case .failure(let refused):
            request.end(isAnswered: false)
            return refuse(refused.answer, context)
        }
        if request.kind == .poll, routes.mayWait(peer) {
            // From here on it only waits, and the board counts it.
            request.end(isAnswered: true)
            return poll(desired: query["desired"] ?? "", head.isKeepAlive, peer, context)
        }
        state = .answering(keepsAlive: head.isKeepAlive)
        let loop = context.eventLoop
        let handler = NIOLoopBound((self, context), eventLoop: loop)
        let routes = routes
        Task { [request] in
            let answer = await routes.answer(head.method, path, query, body, from: peer)
            // Also where the device hung up meanwhile: what is done for it counts until it is done.
            request.end(isAnswered: true)
            loop.execute {
                let (connection, context) = handler.value
                connection.write(answer, context)
            }
        }
    }

    private func poll(desired: String, _ keepsAlive: Bool, _ peer: DevicePeer, _ context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let handler = NIOLoopBound((self, context), eventLoop: loop)
        state = .answering(keepsAlive: keepsAlive)
        let waiter = routes.services.work.wait(peer.key, whileDesired: desired) {
            loop.execute {
                let (connection, context) = handler.value
                connection.wake(context)
            }
        }
        guard let waiter else { return }
        // A revocation that came before the wait woke nobody.
        guard routes.mayWait(peer) else {
            routes.services.work.stopWaiting(peer.key, waiter)
            return wake(context)
        }
        let end = loop.scheduleTask(in: limits.hold()) {
            let (connection, context) = handler.value
            guard case .polling = connection.state else { return }
            connection.finishPoll(DeviceAnswer(status: .noContent), context)
        }
        state = .polling(Poll(keepsAlive: keepsAlive, waiter: waiter, end: end))
    }

    /// The device's work or standing changed while it waited.
    private func wake(_ context: ChannelHandlerContext) {
        switch state {
        case .polling, .answering: break
        default: return
        }
        let peer: DevicePeer
        switch identify(context) {
        case .success(let found): peer = found
        case .failure(let refused): return refuse(refused.answer, context)
        }
        let answer =
            routes.mayWait(peer)
            ? DeviceAnswer(routes.work(peer.key))
            : DeviceAnswer(routes.refusal(of: peer))
        if case .polling = state { finishPoll(answer, context) } else { write(answer, context) }
    }

    private func finishPoll(_ answer: DeviceAnswer, _ context: ChannelHandlerContext) {
        guard case .polling(let poll) = state else { return }
        endPoll()
        state = .answering(keepsAlive: poll.keepsAlive)
        write(answer, context)
    }

    private func endPoll() {
        guard case .polling(let poll) = state, let peer else { return }
        poll.end.cancel()
        routes.services.work.stopWaiting(peer.key, poll.waiter)
    }

    /// The server stops: a poll is answered, so that the agent comes back elsewhere; an idle connection ends.
    private func drain(_ context: ChannelHandlerContext) {
        switch state {
        case .idle: context.close(promise: nil)
        case .polling: finishPoll(DeviceAnswer(status: .noContent, closes: true), context)
        default: break
        }
    }

    /// Answers and ends the connection; one that `lingers` reads and drops the rest of the request first.
    private func refuse(_ answer: DeviceAnswer, _ context: ChannelHandlerContext, lingers: Bool = false) {
        if case .closed = state { return }
        endPoll()
        state = .answering(keepsAlive: false)
        write(answer, context, lingers: lingers)
    }

    private func write(_ answer: DeviceAnswer, _ context: ChannelHandlerContext, lingers: Bool = false) {
        guard case .answering(let keepsAlive) = state else { return }
        let closes = answer.closes || !keepsAlive || connections.isDraining
        var headers = HTTPHeaders()
        if !answer.body.isEmpty { headers.add(name: "content-type", value: answer.contentType) }
        if answer.status != .noContent { headers.add(name: "content-length", value: String(answer.body.count)) }
        if let seconds = answer.retryAfter { headers.add(name: "retry-after", value: String(seconds)) }
        if closes { headers.add(name: "connection", value: "close") }
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))),
            promise: nil)
        if !answer.body.isEmpty {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: answer.body)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        if closes {
            state = .closed
            guard !lingers else { return expect(within: limits.linger, context) }
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        } else {
            state = .idle
            expect(within: limits.idle, context)
        }
    }

    /// Ends the connection unless the next step comes in time.
    private func expect(within amount: TimeAmount, _ context: ChannelHandlerContext) {
        let end = context.eventLoop.now + amount
        deadline = end
        if watch == nil { look(at: min(end, context.eventLoop.now + limits.shortest), context) }
    }

    /// Looks whether the time is up, and again while it is not.
    ///
    /// Moving a timer with every request would cost a search through the timers of all connections; this one is moved
    /// only when it fires.
    private func look(at time: NIODeadline, _ context: ChannelHandlerContext) {
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleTask(deadline: time) {
            let (connection, context) = handler.value
            connection.watch = nil
            guard let deadline = connection.deadline else { return }
            let now = context.eventLoop.now
            if deadline <= now { return context.close(promise: nil) }
            connection.look(at: min(deadline, now + connection.limits.shortest), context)
        }
    }
}
