public import GatehouseAgentCore
public import GatehouseWire

/// One request of a device, as the real agent makes it.
public enum DeviceRequest: Hashable, Sendable {
    case checkIn(CheckInRequest)
    /// Held until there is other work than `desired` stands for.
    case poll(desired: String)
    case accept(ActionAcceptance)
    case report(ActionReport)
    case token

    /// Which of a device's two connections carries it.
    public var line: DeviceLine { if case .poll = self { .poll } else { .exchange } }

    /// Method and target, and the body of a `POST`.
    public var parts: (method: String, target: String, body: [UInt8]) {
        switch self {
        case .checkIn(let request): ("POST", AgentRoute.checkIn, request.bytes)
        case .poll(let desired):
            ("GET", desired.isEmpty ? AgentRoute.work : "\(AgentRoute.work)?desired=\(desired)", [])
        case .accept(let acceptance): ("POST", AgentRoute.actionAcceptance, acceptance.bytes)
        case .report(let report): ("POST", AgentRoute.actionResult, report.bytes)
        case .token: ("POST", AgentRoute.token, [])
        }
    }

    /// What it is timed as.
    var operation: Operation {
        switch self {
        case .checkIn(let request):
            request.changed.isEmpty && request.removed.isEmpty ? .unchangedCheckIn : .changedCheckIn
        case .poll: .poll
        case .accept, .report: .action
        case .token: .token
        }
    }

    /// How long the agent waits for the answer.
    public var timeout: Duration { line == .poll ? .seconds(660) : .seconds(30) }

    /// The request on the wire (RFC 9112).
    public func bytes(host: String) -> [UInt8] {
        let (method, target, body) = parts
        var head = "\(method) \(target) HTTP/1.1\r\nhost: \(host)\r\n"
        if method == "POST" {
            head += "content-length: \(body.count)\r\n"
            if !body.isEmpty { head += "content-type: application/json\r\n" }
        }
        return Array((head + "\r\n").utf8) + body
    }
}

/// A device's two connections.
public enum DeviceLine: Hashable, Sendable, CaseIterable {
    /// For requests one after the other; it ends when it was idle for five seconds.
    case exchange
    /// For the held request.
    case poll
}

/// What a request was answered with.
public enum DeviceReply: Hashable, Sendable {
    case checkedIn(CheckInResponse)
    case work(WorkResponse)
    /// The hold ended and there is nothing new.
    case holdEnded
    case order(ActionOrder)
    case reported
    case token(String)

    /// Reads an answer to the request; every status but success is a failure.
    public init(
        to request: DeviceRequest, status: Int, retryAfter: Duration?, body: some Collection<UInt8>
    ) throws(RequestFailure) {
        guard (200..<300).contains(status) else {
            let problem = try? ProblemDocument(bytes: body, limits: JSON.Limits(bytes: 64 << 10, depth: 8))
            throw RequestFailure(status: status, problem: problem, retryAfter: retryAfter)
        }
        do {
            switch request {
            case .checkIn: self = .checkedIn(try CheckInResponse(bytes: body))
            case .poll: self = status == 204 ? .holdEnded : .work(try WorkResponse(bytes: body))
            case .accept: self = .order(try ActionOrder(bytes: body))
            case .report: self = .reported
            case .token: self = .token(try TokenResponse(bytes: body).token)
            }
        } catch {
            throw .unreachable(Self.unreadable)
        }
    }

    static let unreadable = "its answer cannot be read"
}
