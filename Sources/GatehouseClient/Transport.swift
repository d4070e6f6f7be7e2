/// One request to the native API.
public struct APIRequest: Hashable, Sendable {
    /// Those that the native API's commands use.
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The method, as it is sent.
    public var method: Method
    /// Already percent-encoded.
    public var path: String
    /// In the order in which they are sent.
    public var query: [QueryItem]
    /// JSON.
    public var body: [UInt8]?

    /// A name and its value, not yet encoded.
    public struct QueryItem: Hashable, Sendable {
        /// The parameter's name.
        public var name: String
        /// The parameter's value.
        public var value: String

        /// Makes the parameter; the transport encodes it.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes the request; without `body` none is sent.
    public init(_ method: Method, _ path: String, query: [QueryItem] = [], body: [UInt8]? = nil) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}

/// The server's answer to one request.
public struct APIAnswer: Hashable, Sendable {
    /// The status code of RFC 9110, section 15.
    public var status: Int
    /// The body, decoded from its transfer coding.
    public var body: [UInt8]

    /// Makes the answer, as transports of tests do.
    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Carries requests to a server.
public protocol Transport: Sendable {
    func send(_ request: APIRequest) async throws(ClientError) -> APIAnswer
    /// Gives the body of a good answer to `take` piece by piece; another answer comes back whole.
    func stream(
        _ request: APIRequest, _ take: @Sendable ([UInt8]) throws(ClientError) -> Void
    ) async throws(ClientError) -> APIAnswer
}

extension Transport {
    /// In one piece, for transports that have the whole answer anyway.
    public func stream(
        _ request: APIRequest, _ take: @Sendable ([UInt8]) throws(ClientError) -> Void
    ) async throws(ClientError) -> APIAnswer {
        let answer = try await send(request)
        guard (200...299).contains(answer.status) else { return answer }
        try take(answer.body)
        return APIAnswer(status: answer.status, body: [])
    }
}
