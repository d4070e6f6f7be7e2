import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import NIOCore
import NIOHTTP1
import NIOSSL

/// What a request to enrol is answered.
enum EnrolmentReply {
    case enrolled(EnrolmentResponse)
    /// Somebody must agree first.
    case pending(EnrolmentPending)
}

/// The agent protocol over one connection: typed messages out, typed answers or a ``RequestFailure`` back.
final class AgentClient {
    /// The server ends a hold after 10 minutes at most.
    private static let holdTimeout = TimeAmount.minutes(11)
    private static let answerTimeout = TimeAmount.seconds(30)

    private let connection: ServerConnection
    private let loop: any EventLoop

    init(_ address: ServerAddress, tls: NIOSSLContext, on loop: any EventLoop, idleLimit: TimeAmount = .seconds(5)) {
        connection = ServerConnection(to: address, tls: tls, on: loop, idleLimit: idleLimit)
        self.loop = loop
    }

    func use(_ tls: NIOSSLContext) { connection.use(tls) }
    func shutDown() { connection.shutDown() }

    func enrol(_ request: EnrolmentRequest, _ done: @escaping (Result<EnrolmentReply, RequestFailure>) -> Void) {
        post(AgentRoute.enrol, request) { result in
            guard case .success(let response) = result, response.status == 202 else {
                return done(result.flatMapMessage().map { EnrolmentReply.enrolled($0) })
            }
            done(result.flatMapMessage().map { EnrolmentReply.pending($0) })
        }
    }

    func enrolmentChallenge(
        _ request: EnrolmentChallengeRequest,
        _ done: @escaping (Result<EnrolmentChallengeResponse, RequestFailure>) -> Void
    ) {
        post(AgentRoute.enrolmentChallenge, request) { done($0.flatMapMessage()) }
    }

    /// What the TPM is to sign.
    func challenge(_ done: @escaping (Result<QuoteChallengeMessage, RequestFailure>) -> Void) {
        send(OutgoingRequest(method: .POST, target: AgentRoute.challenge, body: [], timeout: Self.answerTimeout)) {
            done($0.flatMapMessage())
        }
    }

    func checkIn(_ request: CheckInRequest, _ done: @escaping (Result<CheckInResponse, RequestFailure>) -> Void) {
        post(AgentRoute.checkIn, request) { done($0.flatMapMessage()) }
    }

    func renew(_ request: RenewalRequest, _ done: @escaping (Result<RenewalResponse, RequestFailure>) -> Void) {
        post(AgentRoute.renew, request) { done($0.flatMapMessage()) }
    }

    func browserCertificate(
        _ request: BrowserCertificateRequest,
        _ done: @escaping (Result<BrowserCertificateResponse, RequestFailure>) -> Void
    ) {
        post(AgentRoute.browserCertificate, request) { done($0.flatMapMessage()) }
    }

    func report(_ report: ActionReport, _ done: @escaping (Result<Void, RequestFailure>) -> Void) {
        post(AgentRoute.actionResult, report) { result in
            done(result.flatMap { response in Result { () throws(RequestFailure) in try response.requireSuccess() } })
        }
    }

    func accept(_ acceptance: ActionAcceptance, _ done: @escaping (Result<ActionOrder, RequestFailure>) -> Void) {
        post(AgentRoute.actionAcceptance, acceptance) { done($0.flatMapMessage()) }
    }

    func upload(_ artefact: ActionArtefact, _ done: @escaping (Result<Void, RequestFailure>) -> Void) {
        post(AgentRoute.actionArtefact, artefact) { result in
            done(result.flatMap { response in Result { () throws(RequestFailure) in try response.requireSuccess() } })
        }
    }

    /// The work that waits, or `nil` when the hold ended.
    func work(desired: String, _ done: @escaping (Result<WorkResponse?, RequestFailure>) -> Void) {
        let target = desired.isEmpty ? AgentRoute.work : "\(AgentRoute.work)?desired=\(desired.percentEncoded)"
        send(OutgoingRequest(method: .GET, target: target, body: [], timeout: Self.holdTimeout)) { result in
            guard case .success(let response) = result, response.status == 204 else {
                return done(result.flatMapMessage().map { $0 })
            }
            done(.success(nil))
        }
    }

    /// Every discovery script that reaches this device.
    func scripts(_ done: @escaping (Result<DiscoveryScripts, RequestFailure>) -> Void) {
        send(
            OutgoingRequest(
                method: .GET, target: AgentRoute.scripts, body: [], timeout: Self.answerTimeout, answerLimit: 4 << 20)
        ) { done($0.flatMapMessage()) }
    }

    /// - Parameter language: as `de_DE`, for what mends a requirement; `nil` for the policy's own.
    func status(language: String? = nil, _ done: @escaping (Result<StatusResponse, RequestFailure>) -> Void) {
        let query = language.map { "?language=\($0.percentEncoded)" } ?? ""
        send(OutgoingRequest(method: .GET, target: AgentRoute.status + query, body: [], timeout: Self.answerTimeout)) {
            done($0.flatMapMessage())
        }
    }

    func token(_ done: @escaping (Result<TokenResponse, RequestFailure>) -> Void) {
        send(OutgoingRequest(method: .POST, target: AgentRoute.token, body: [], timeout: Self.answerTimeout)) {
            done($0.flatMapMessage())
        }
    }

    /// A newer release for this device, or `nil` when there is none.
    func update(
        _ version: SemanticVersion, _ architecture: String,
        _ done: @escaping (Result<SignedRelease?, RequestFailure>) -> Void
    ) {
        let target = "\(AgentRoute.update)?version=\(version)&architecture=\(architecture.percentEncoded)"
        send(OutgoingRequest(method: .GET, target: target, body: [], timeout: Self.answerTimeout)) { result in
            guard case .success(let response) = result, response.status == 204 else {
                return done(result.flatMapMessage().map { $0 })
            }
            done(.success(nil))
        }
    }

    /// A piece of a release's program, from `offset` on.
    func artefact(
        _ version: SemanticVersion, _ architecture: String, offset: Int64,
        _ done: @escaping (Result<[UInt8], RequestFailure>) -> Void
    ) {
        let target =
            "\(AgentRoute.artefact)?version=\(version)&architecture=\(architecture.percentEncoded)&offset=\(offset)"
        send(OutgoingRequest(method: .GET, target: target, body: [], timeout: Self.answerTimeout)) { result in
            done(
                result.flatMap { response in
                    Result { () throws(RequestFailure) in
                        try response.requireSuccess()
                        return response.body
                    }
                })
        }
    }

    private func post(
        _ target: String, _ message: some WireMessage,
        _ done: @escaping (Result<IncomingResponse, RequestFailure>) -> Void
    ) {
        send(
            OutgoingRequest(method: .POST, target: target, body: message.bytes, timeout: Self.answerTimeout), done)
    }

    private func send(_ request: OutgoingRequest, _ done: @escaping (Result<IncomingResponse, RequestFailure>) -> Void)
    {
        connection.send(request).assumeIsolated().whenComplete { result in
            done(result.mapError { RequestFailure(connection: $0) })
        }
    }
}

extension Result where Success == IncomingResponse, Failure == RequestFailure {
    fileprivate func flatMapMessage<Message: WireMessage>() -> Result<Message, RequestFailure> {
        flatMap { response in
            Result<Message, RequestFailure> { () throws(RequestFailure) in try response.message(Message.self) }
        }
    }
}

extension String {
    /// For one query value (RFC 3986 §2.3).
    fileprivate var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text = [UInt8]()
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.append(byte)
            default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
