import GatehouseModel
import GatehouseService
import GatehouseWire
import Logging
import NIOHTTP1

/// What is written back for one request of an agent.
struct DeviceAnswer: Sendable {
    var status: HTTPResponseStatus
    var body: [UInt8]
    /// Seconds after which a refused request may come again.
    var retryAfter: Int?
    /// Whether the connection ends with this answer.
    var closes = false
    /// Whether the body is JSON.
    private var isText = true

    init(status: HTTPResponseStatus, body: [UInt8] = [], retryAfter: Int? = nil, closes: Bool = false) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.closes = closes
    }

    init(_ message: some WireMessage) {
        self.init(status: .ok, body: message.json.serialised())
    }

    /// Bytes that are what they are.
    init(bytes: [UInt8]) {
        self.init(status: .ok, body: bytes)
        isText = false
    }

    /// An RFC 9457 problem for any error; what only the log may know stays out.
    init(_ error: any Error) {
        switch error {
        case let error as WireError: self.init(error)
        default: self.init(ServiceError(wrapping: error))
        }
    }

    private init(_ error: WireError) {
        let status: HTTPResponseStatus = error.code == .tooLarge ? .payloadTooLarge : .badRequest
        self.init(
            problem: status, code: error.code.rawValue, detail: "\(error.location): \(error.message)", hint: nil)
    }

    private init(_ error: ServiceError) {
        let status: HTTPResponseStatus =
            switch error.code {
            case .notFound: .notFound
            case .conflict, .wouldLockOut: .conflict
            case .invalid, .invalidDocument, .badCertificateRequest, .weakKey, .foreignName: .badRequest
            case .codeUnknown, .codeExpired, .codeUsedUp, .codeRevoked, .codeMissing, .notPermitted: .forbidden
            case .awaitingApproval, .enrolmentRejected, .enrolmentExpired, .quotaExceeded, .deviceBlocked,
                .attestationRefused:
                .forbidden
            case .identityUnknown, .identityRevoked, .identityExpired: .forbidden
            case .unauthenticated: .unauthorized
            // An agent gives up on a refusal, and comes back slowly to a server that cannot serve it now.
            case .tenantSuspended, .unavailable, .storageFull, .storageDamaged: .serviceUnavailable
            case .failed: .internalServerError
            }
        let detail = status == .internalServerError ? "the server failed; its log has the reason" : error.message
        self.init(problem: status, code: error.code.rawValue, detail: detail, hint: error.hint)
        if status == .serviceUnavailable { retryAfter = error.code == .tenantSuspended ? 300 : 5 }
        closes = [.identityUnknown, .identityRevoked, .identityExpired].contains(error.code)
    }

    init(problem status: HTTPResponseStatus, code: String, detail: String, hint: String?) {
        var members: [JSON.Member] = [
            .init("type", .string("about:blank")), .init("title", .string(status.reasonPhrase)),
            .init("status", .integer(Int64(status.code))), .init("detail", .string(detail)),
            .init("code", .string(code)),
        ]
        if let hint { members.append(.init("hint", .string(hint))) }
        self.init(status: status, body: JSON.object(members).serialised())
    }

    /// The same words with 403, so that nobody waits for it to change.
    var refusing: DeviceAnswer {
        var answer = self
        answer.status = .forbidden
        answer.retryAfter = nil
        return answer
    }

    /// The device asks more than a sound agent does.
    static func tooMany(waiting seconds: Int) -> DeviceAnswer {
        var answer = DeviceAnswer(
            problem: .tooManyRequests, code: "tooManyRequests", detail: "this device asks too much",
            hint: "wait \(seconds) seconds")
        answer.retryAfter = seconds
        return answer
    }

    /// The body has more than so many bytes.
    static func tooLarge(_ largest: Int) -> DeviceAnswer {
        DeviceAnswer(
            problem: .payloadTooLarge, code: "tooLarge",
            detail: largest == 0 ? "this request takes no body" : "the body is larger than \(largest) bytes",
            hint: nil)
    }

    /// The node has too much to do.
    static func overloaded(_ error: Overloaded) -> DeviceAnswer {
        var answer = DeviceAnswer(
            problem: .serviceUnavailable, code: Overloaded.code, detail: error.message, hint: error.hint)
        answer.retryAfter = error.retryAfter
        return answer
    }

    /// What went wrong, with what the device is not told; a refusal is of interest only to who looks for it.
    func log(_ error: any Error, _ request: String, device: DeviceID?, to logger: Logger) {
        let cause = ServiceError(wrapping: error)
        var metadata: Logger.Metadata = [
            "request": "\(request)", "status": "\(status.code)", "code": "\(cause.code)", "reason": "\(cause.message)",
        ]
        if let device { metadata["device"] = "\(device)" }
        if !cause.detail.isEmpty { metadata["detail"] = "\(cause.detail)" }
        logger.log(level: status.code >= 500 ? .error : .debug, "a device was refused", metadata: metadata)
    }

    var contentType: String {
        guard isText else { return "application/octet-stream" }
        return status.code < 400 ? "application/json" : "application/problem+json"
    }
}
