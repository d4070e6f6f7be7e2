public import GatehouseService
public import GatehouseWire
import Hummingbird

/// One route: what it answers, who may ask, and how its published description reads.
///
/// A route cannot be made without saying what permission it needs, or why it needs none.
public struct Route: Sendable {
    /// The methods that routes may have; `HEAD` follows from `get`.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        /// Changes what the message names and nothing else (RFC 5789).
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Who may ask.
    public enum Access: Sendable, Hashable {
        case permission(Permission)
        /// Nobody is asked for a token, for this reason.
        case open(reason: String)
    }

    /// What a good answer carries.
    public enum Answer: Sendable {
        case message(any APIMessage.Type, status: Int)
        case nothing
        case other(mediaType: String, status: Int)
    }

    /// The method that it answers.
    public let method: Method
    /// As `/api/v1/devices/{id}`.
    public let path: String
    /// Who may ask.
    public let access: Access
    /// One line: what the caller gets or does.
    public let summary: String
    /// The parameters that it takes; whether it refuses others is up to its handler.
    public let query: [QueryParameter]
    /// The message that it wants; `nil` when it wants none, or raw bytes.
    public let body: (any APIMessage.Type)?
    /// The media type of a raw body, where ``body`` does not describe it.
    public let rawBody: String?
    /// What it answers when all is well.
    public let answer: Answer
    /// When a busy node puts it off; `nil` for what it always answers.
    public let traffic: TrafficClass?
    let perform: @Sendable (Incoming) async throws -> Response

    init(
        method: Method, path: String, access: Access, summary: String, query: [QueryParameter] = [],
        body: (any APIMessage.Type)? = nil, rawBody: String? = nil, answer: Answer, traffic: TrafficClass?,
        perform: @escaping @Sendable (Incoming) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.summary = summary
        self.query = query
        self.body = body
        self.rawBody = rawBody
        self.answer = answer
        self.traffic = traffic
        self.perform = perform
    }
}

/// A parameter of a route's query.
public struct QueryParameter: Sendable, Hashable {
    /// As in the URL.
    public var name: String
    /// One line for the published description.
    public var summary: String
    /// A value that shows the form.
    public var example: String
    /// Whether the description says that it must be given; the handler is what refuses.
    public var isRequired: Bool

    /// Makes the parameter's description.
    public init(_ name: String, _ summary: String, example: String, isRequired: Bool = false) {
        self.name = name
        self.summary = summary
        self.example = example
        self.isRequired = isRequired
    }
}
