public import GatehouseWire

/// Why a request brought no good answer.
public struct ClientError: Error, Hashable, Sendable {
    /// What the command line tells apart, for its exit status.
    public enum Code: Sendable, Hashable {
        /// What the caller set up is wrong: a file that is not there, a URL that is none.
        case setup
        /// No server answered, or its certificate is not trusted.
        case unreachable
        case notPermitted
        case notFound
        case invalidDocument
        /// The change would take an application from every device that has it, and was not confirmed.
        case wouldLockOut
        /// The server refused for another reason, or failed.
        case refused
        /// The server's answer is not one of its own.
        case unreadable
    }

    /// What callers act on.
    public var code: Code
    /// Lower case, no full stop.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?
    /// What is wrong with documents, each where it is wrong.
    public var errors: [DocumentError]

    /// Makes the error; `errors` is empty unless documents were refused.
    public init(_ code: Code, _ message: String, hint: String? = nil, errors: [DocumentError] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.errors = errors
    }

    init(_ problem: Problem) {
        switch problem.status {
        case 409 where problem.code == "wouldLockOut": code = .wouldLockOut
        case 401, 403: code = .notPermitted
        case 404: code = .notFound
        case 422: code = .invalidDocument
        default: code = .refused
        }
        let isServerFault = problem.status >= 500
        message = problem.detail + (isServerFault ? " (\(problem.instance))" : "")
        hint = problem.hint
        errors = problem.errors ?? []
    }
}
