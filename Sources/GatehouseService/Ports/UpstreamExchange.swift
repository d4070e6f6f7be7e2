public import GatehouseDocuments

/// Speaks HTTP with an upstream provider, within the bounds that its document sets.
public protocol UpstreamExchange: Sendable {
    /// `GET`; a redirect is an answer like any other and is not followed.
    func fetch(_ address: String, of provider: IdentityProvider) async throws(UpstreamUnreachable) -> UpstreamAnswer
    /// `POST` of `application/x-www-form-urlencoded`.
    func submit(
        _ form: String, authorization: String?, to address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer
}

/// What an upstream provider answered.
public struct UpstreamAnswer: Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The whole body, at most 64 KiB.
    public var body: [UInt8]

    /// Makes the answer.
    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Why an upstream provider gave no answer.
public struct UpstreamUnreachable: Error, Hashable, Sendable {
    /// For the log and the administrator: lower case, no full stop.
    public var message: String

    /// Makes the error.
    public init(_ message: String) { self.message = message }
}
