public import GatehouseWire

/// Why a request to the server brought no answer that can be used.
public enum RequestFailure: Error, Hashable, Sendable {
    /// No connection, no TLS, no answer in time, or none that could be read.
    case unreachable(String)
    /// 429 or 503, with `Retry-After` when it was given, and the server's words when they say more than that it is busy.
    case overloaded(retryAfter: Duration?, detail: String = "")
    /// Another 5xx.
    case failed(status: Int, detail: String)
    /// A 4xx that says that this identity is no longer good.
    case identityRefused(IdentityRefusal)
    /// Another 4xx: the same request will be refused again.
    case refused(status: Int, code: String, detail: String)

    /// Reads a status that is not a success, with the problem document that came with it, if one did.
    public init(status: Int, problem: ProblemDocument?, retryAfter: Duration?) {
        let detail = problem?.detail ?? ""
        switch status {
        case 429, 503:
            let isTold = problem?.code == "tenantSuspended"
            self = .overloaded(retryAfter: retryAfter, detail: isTold ? detail : "")
        case 401, 403:
            if let code = IdentityRefusal.Code(rawValue: problem?.code ?? "") {
                self = .identityRefused(IdentityRefusal(code: code, detail: detail))
            } else {
                self = .refused(status: status, code: problem?.code ?? "", detail: detail)
            }
        case 400..<500 where status != 408: self = .refused(status: status, code: problem?.code ?? "", detail: detail)
        default: self = .failed(status: status, detail: detail)
        }
    }

    /// What to wait at least, when the server said so.
    var askedWait: Duration? {
        if case .overloaded(let wait, _) = self { wait } else { nil }
    }
}

/// The server no longer accepts this identity: nothing helps but to enrol again.
public struct IdentityRefusal: Hashable, Sendable {
    /// As the server's problem document spells it.
    public enum Code: String, Hashable, Sendable {
        case identityRevoked
        case identityExpired
        case identityUnknown
    }

    /// Which refusal it is.
    public var code: Code
    /// The server's words; may be empty.
    public var detail: String

    /// Makes the refusal.
    public init(code: Code, detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension RequestFailure: CustomStringConvertible {
    /// One line for the log, lower case.
    public var description: String {
        switch self {
        case .unreachable(let reason): "the server cannot be reached: \(reason)"
        case .overloaded(_, let detail): detail.isEmpty ? "the server is busy" : detail
        case .failed(let status, let detail): "the server failed with \(status)" + (detail.isEmpty ? "" : ": \(detail)")
        case .identityRefused(let refusal): refusal.detail.isEmpty ? refusal.code.rawValue : refusal.detail
        case .refused(let status, _, let detail):
            detail.isEmpty ? "the server refused the request with \(status)" : detail
        }
    }
}
