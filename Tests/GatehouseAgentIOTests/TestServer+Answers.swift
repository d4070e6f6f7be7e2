import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOCore
import NIOHTTP1
import Synchronization

extension TestServer {
    func answer(_ target: String, _ body: [UInt8], on loop: any EventLoop) -> EventLoopFuture<Reply> {
        let route = String(target.prefix { $0 != "?" })
        let misbehaviour = state.withLock { state -> Misbehaviour? in
            guard state.misbehaviours[route]?.isEmpty == false else { return nil }
            return state.misbehaviours[route]?.removeFirst()
        }
        switch misbehaviour {
        case .answer(let status, let code):
            let problem = ProblemDocument(title: "", status: status, detail: "as the test wishes", code: code)
            return loop.makeSucceededFuture(Reply(HTTPResponseStatus(statusCode: status), problem.bytes))
        case .tooMuch:
            return loop.makeSucceededFuture(Reply(.ok, [UInt8](repeating: 0x20, count: 2 << 20)))
        case .silence:
            var reply = Reply(.ok)
            reply.isSilent = true
            return loop.makeSucceededFuture(reply)
        case .loseAnswer, nil: break
        }
        if route == AgentRoute.work { return poll(target, on: loop) }
        do {
            var reply = try reply(route, body)
            reply.isLost = misbehaviour == .loseAnswer
            return loop.makeSucceededFuture(reply)
        } catch {
            return loop.makeSucceededFuture(Reply(.badRequest, Array("\(error)".utf8)))
        }
    }

    private func poll(_ target: String, on loop: any EventLoop) -> EventLoopFuture<Reply> {
        let desired = target.split(separator: "=").dropFirst().first.map(String.init) ?? ""
        return state.withLock { state in
            guard desired == state.work.desired else { return loop.makeSucceededFuture(Reply(state.work)) }
            let promise = loop.makePromise(of: Reply.self)
            state.polls.append((desired, promise))
            return promise.futureResult
        }
    }

    private func reply(_ route: String, _ body: [UInt8]) throws -> Reply {
        switch route {
        case AgentRoute.enrol: return try enrol(EnrolmentRequest(bytes: body))
        case AgentRoute.checkIn: return Reply(checkIn(try CheckInRequest(bytes: body)))
        case AgentRoute.renew:
            let request = try RenewalRequest(bytes: body)
            state.withLock { $0.renewals.append(request) }
            let chain = try certificate(for: request.requestID, request.certificateRequest)
            return Reply(
                RenewalResponse(certificateChain: chain, notAfter: try PeerCertificate(pemChain: chain).notAfter))
        case AgentRoute.actionAcceptance: return accept(try ActionAcceptance(bytes: body))
        case AgentRoute.actionArtefact:
            let artefact = try ActionArtefact(bytes: body)
            state.withLock { $0.artefacts.append(artefact) }
            return Reply(.noContent)
        case AgentRoute.actionResult:
            let report = try ActionReport(bytes: body)
            state.withLock { $0.reports.append(report) }
            return Reply(.noContent)
        case AgentRoute.token: return Reply(TokenResponse(token: "ght_test", expiresAt: .test))
        case AgentRoute.status:
            return Reply(
                StatusResponse(
                    deviceName: "laptop", state: .compliant, since: Instant(seconds: 0), graceEnd: nil, note: nil,
                    problems: []))
        default: return Reply(.notFound)
        }
    }

    /// Gives out what is on the list; nothing else was asked for.
    private func accept(_ acceptance: ActionAcceptance) -> Reply {
        state.withLock { state in
            state.acceptances.append(acceptance)
            guard let item = state.work.items.first(where: { $0.action == acceptance.action }) else {
                return Reply(.conflict)
            }
            return Reply(
                state.orders[item.action]
                    ?? ActionOrder(
                        action: item.action, kind: item.kind, expiresAt: item.expiresAt, parameters: [:]))
        }
    }

    private func enrol(_ request: EnrolmentRequest) throws -> Reply {
        state.withLock { $0.enrolments.append(request) }
        guard request.code == "GH-GOOD" else {
            let problem = ProblemDocument(
                title: "", status: 403, detail: "the enrolment code is not known", code: "codeUnknown")
            return Reply(.forbidden, problem.bytes)
        }
        let chain = try certificate(for: request.requestID, request.certificateRequest)
        return Reply(
            EnrolmentResponse(
                tenant: Self.tenant, device: Self.device, certificateChain: chain,
                notAfter: try PeerCertificate(pemChain: chain).notAfter, deviceChannel: deviceURL,
                trustRoots: pki.rootPEM, ownership: state.withLock(\.owner)))
    }

    /// A repeated request gets the same certificate.
    private func certificate(for request: RequestID, _ der: [UInt8]) throws -> String {
        if let known = state.withLock({ $0.certificates[request] }) { return known }
        var leaf = TestPKI.Leaf.device(Self.tenant, Self.device)
        leaf.certificateRequest = der
        leaf.notBefore = .test - .seconds(1)
        leaf.notAfter = .test + state.withLock(\.lifetime)
        let chain = try pki.issue(leaf).chainPEM
        state.withLock { $0.certificates[request] = chain }
        return chain
    }

    private func checkIn(_ request: CheckInRequest) -> CheckInResponse {
        state.withLock { state in
            state.checkIns.append(request)
            let held = state.facts.isEmpty ? "" : StateDigest(state.facts.values).description
            let isRepeat = state.lastRequest == request.requestID || held == request.state
            guard !isRepeat, request.base.isEmpty || request.base == held else {
                return CheckInResponse(state: held, desired: state.work.desired, ownership: state.owner)
            }
            if request.base.isEmpty { state.facts = [:] }
            for fact in request.changed { state.facts[fact.key] = fact }
            for key in request.removed { state.facts[key] = nil }
            state.lastRequest = request.requestID
            let now = state.facts.isEmpty ? "" : StateDigest(state.facts.values).description
            return CheckInResponse(state: now, desired: state.work.desired, ownership: state.owner)
        }
    }
}

/// One connection of the test server.
final class TestServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: TestServer
    private var target = ""
    private var body: [UInt8] = []

    init(server: TestServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            target = head.uri
            body = []
        case .body(let part): body.append(contentsOf: part.readableBytesView)
        case .end:
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            server.answer(target, body, on: context.eventLoop).whenSuccess { reply in
                let (handler, context) = bound.value
                handler.write(reply, context)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func write(_ reply: TestServer.Reply, _ context: ChannelHandlerContext) {
        if reply.isSilent { return }
        if reply.isLost { return context.close(promise: nil) }
        var headers = HTTPHeaders()
        if reply.status != .noContent { headers.add(name: "content-length", value: String(reply.body.count)) }
        if reply.status == .serviceUnavailable { headers.add(name: "retry-after", value: "0") }
        let head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: reply.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
