import GatehouseAgentCore
import GatehouseWire
import NIOCore
import NIOPosix
import NIOSSL

extension RequestFailure {
    /// What went wrong on the way, in words.
    init(connection error: any Error) {
        switch error {
        case let failure as RequestFailure: self = failure
        case let failure as ConnectionFailure: self = .unreachable(failure.words)
        case let error as ChannelError:
            let isTimeout = if case .connectTimeout = error { true } else { false }
            self = .unreachable(isTimeout ? "no connection in time" : "\(error)")
        case let error as NIOConnectionError:
            let reason = error.connectionErrors.first.map { Self.words(of: $0.error) } ?? "\(error)"
            self = .unreachable("\(error.host):\(error.port): \(reason)")
        default: self = .unreachable(Self.words(of: error))
        }
    }

    private static func words(of error: any Error) -> String {
        if let error = error as? IOError { return error.words }
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is not issued by the trusted authority"
        }
        if text.contains("failedToValidateHostname") || text.contains("failed to validate hostname") {
            return "its certificate is for another name"
        }
        if text.contains("CERTIFICATE_REQUIRED") || text.contains("CERTIFICATE_UNKNOWN") || text.contains("UNKNOWN_CA")
        {
            return "it does not accept this device's certificate"
        }
        if text.contains("CERTIFICATE_EXPIRED") { return "it says that this device's certificate expired" }
        return text
    }
}

extension ConnectionFailure {
    fileprivate var words: String {
        switch self {
        case .timedOut: "no answer in time"
        case .closed: "the connection was closed"
        case .answerTooLarge: "the answer is too large"
        }
    }
}

extension IOError {
    fileprivate var words: String {
        switch errnoCode {
        case 111: "connection refused"
        case 113, 101: "no route to it"
        case 104: "connection reset"
        default: description
        }
    }
}

extension IncomingResponse {
    /// The message in a 200 answer; every other status is a failure.
    func message<Message: WireMessage>(_ type: Message.Type) throws(RequestFailure) -> Message {
        try requireSuccess()
        do {
            return try Message(bytes: body)
        } catch {
            throw .unreachable("its answer cannot be read: \(error.location): \(error.message)")
        }
    }

    func requireSuccess() throws(RequestFailure) {
        guard !(200..<300).contains(status) else { return }
        let problem = try? ProblemDocument(bytes: body, limits: JSON.Limits(bytes: 64 << 10, depth: 8))
        throw RequestFailure(status: status, problem: problem, retryAfter: retryAfter)
    }
}
