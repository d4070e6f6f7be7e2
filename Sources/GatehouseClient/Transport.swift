/// One request to the native API.
public struct APIRequest: Hashable, Sendable {
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    public var method: Method
    /// Already percent-encoded.
    public var path: String
    public var query: [QueryItem]
    /// JSON.
    public var body: [UInt8]?

    /// A name and its value, not yet encoded.
    public struct QueryItem: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ method: Method, _ path: String, query: [QueryItem] = [], body: [UInt8]? = nil) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}

/// The server's answer to one request.
public struct APIAnswer: Hashable, Sendable {
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Carries requests to a server.
public protocol Transport: Sendable {
    func send(_ request: APIRequest) async throws(ClientError) -> APIAnswer
}
