import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird

/// An error as the outside sees it, and what only the log does.
struct ProblemReport {
    var problem: Problem
    /// For the log; empty when the problem says all.
    var detail = ""
    /// Seconds after which the caller may come again, where it may.
    var retryAfter: Int?
    /// What a client that is not believed is told to do, in place of what all are told.
    var challenge: String?

    init(_ error: any Error, request: GatehouseModel.RequestID) {
        switch error {
        case let error as Overloaded:
            problem = Self.make(503, Overloaded.code, error.message, request, hint: error.hint)
            retryAfter = error.retryAfter
        case let error as AccessTakenBack:
            self = Self(ServiceError(.unauthenticated, error.message), request: request)
            challenge = error.challenge
        case let error as PayloadTooLarge:
            problem = Self.make(
                413, "payloadTooLarge", "the body is larger than \(error.limit) bytes", request)
        case let error as BodyTooSlow:
            problem = Self.make(
                408, "bodyTooSlow", "the body did not come within \(error.patience.components.seconds) seconds",
                request, hint: "send it again over a faster line")
        case let error as UnsupportedMediaType:
            problem = Self.make(
                415, "unsupportedMediaType", "the body must be `\(error.wanted)`", request,
                hint: "send `content-type: \(error.wanted)`")
        case let error as MalformedBody:
            problem = Self.make(400, "malformedBody", error.message, request)
        case let error as any HTTPResponseError:
            let status = error.status.code
            let (code, message) =
                Self.framework[status] ?? (status < 500 ? "badRequest" : "failed", "the request failed")
            problem = Self.make(status, code, message, request)
            if status >= 500 { detail = String(describing: error) }
        default:
            self = Self(ServiceError(wrapping: error), request: request)
        }
    }

    private init(_ error: ServiceError, request: GatehouseModel.RequestID) {
        let status = Self.status(of: error.code)
        let places = error.places.map {
            DocumentError(file: $0.file, line: $0.line, column: $0.column, message: $0.message, hint: $0.hint)
        }
        let message = status == 500 ? "the server failed; its log has the reason under the request id" : error.message
        problem = Self.make(status, error.code.rawValue, message, request, hint: error.hint)
        problem.errors = places.isEmpty ? nil : places
        if status == 503 { retryAfter = 1 }
        detail = [status == 500 ? error.message : "", error.detail].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private static func status(of code: ServiceError.Code) -> Int {
        switch code {
        case .notFound: 404
        case .conflict, .wouldLockOut: 409
        case .invalid, .badCertificateRequest, .weakKey, .foreignName: 400
        case .invalidDocument: 422
        case .unauthenticated, .identityUnknown, .identityRevoked, .identityExpired: 401
        case .codeUnknown, .codeExpired, .codeUsedUp, .codeRevoked, .codeMissing, .notPermitted, .tenantSuspended: 403
        case .awaitingApproval, .enrolmentRejected, .enrolmentExpired, .quotaExceeded, .deviceBlocked,
            .attestationRefused:
            403
        case .unavailable: 503
        case .storageFull: 507
        case .storageDamaged, .failed: 500
        }
    }

    private static let framework: [Int: (String, String)] = [
        400: ("badRequest", "the request is not well formed"),
        404: ("notFound", "there is nothing at this path"),
        405: ("methodNotAllowed", "the path does not take this method"),
        413: ("payloadTooLarge", "the body is too large"),
    ]

    /// The reason phrases of RFC 9110 §15 and RFC 4918 for the statuses that problems have.
    private static let titles = [
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 415: "Unsupported Media Type",
        422: "Unprocessable Content", 500: "Internal Server Error", 503: "Service Unavailable",
        507: "Insufficient Storage",
    ]

    private static func make(
        _ status: Int, _ code: String, _ detail: String, _ request: GatehouseModel.RequestID, hint: String? = nil
    ) -> Problem {
        Problem(
            status: status, code: code, title: titles[status] ?? "Error", detail: detail,
            instance: "urn:uuid:\(request)", hint: hint)
    }
}
