public import GatehouseModel
public import GatehouseWire

/// The body of an answer that refuses, in OAuth's members and Microsoft's (RFC 6749 §5.2).
public struct ErrorAnswer: Hashable, Sendable {
    /// What was refused.
    public let error: OpenIDError
    /// When.
    public let time: Instant
    /// Names this one answer in our log.
    public let traceID: String
    /// Names what the client was doing: its `client-request-id`, or one of ours.
    public let correlationID: String

    /// An answer with the ids under which it can be found.
    public init(_ error: OpenIDError, at time: Instant, traceID: String, correlationID: String) {
        self.error = error
        self.time = time
        self.traceID = traceID
        self.correlationID = correlationID
    }

    /// `error`, `error_description`, `error_codes`, `timestamp`, `trace_id`, `correlation_id`.
    public var json: JSON {
        .object([
            JSON.Member("error", .string(error.oauth.rawValue)),
            JSON.Member("error_description", .string(Self.description(of: error))),
            JSON.Member("error_codes", .array([.integer(Int64(error.number))])),
            JSON.Member("timestamp", .string(timestamp)),
            JSON.Member("trace_id", .string(traceID)),
            JSON.Member("correlation_id", .string(correlationID)),
        ])
    }

    /// The status of HTTP.
    public var status: Int { error.status }

    /// The value of `WWW-Authenticate`, which must be there where a client that came with the header `Authorization` is
    /// not believed (RFC 6749 §5.2), and where a token is not (RFC 6750 §3); `nil` elsewhere.
    ///
    /// `authorization` is that header of the request.
    public func challenge(authorization: String?) -> String? {
        switch error.oauth {
        case .invalidClient where authorization != nil: "Basic realm=\"gatehouse\", charset=\"UTF-8\""
        case .invalidToken:
            "Bearer realm=\"gatehouse\", error=\"invalid_token\", error_description=\"\(Self.description(of: error))\""
        default: nil
        }
    }

    /// `AADSTS` with the number, and the sentence, in the characters that RFC 6749 §5.2 allows.
    static func description(of error: OpenIDError) -> String {
        var text = "AADSTS\(error.number): "
        for scalar in error.message.unicodeScalars {
            switch scalar.value {
            case 0x22: text.append("'")
            case 0x5C: text.append("/")
            case 0x20...0x7E: text.unicodeScalars.append(scalar)
            default: text.append("?")
            }
        }
        return text
    }

    /// `2026-11-22 14:35:00Z`, whole seconds.
    private var timestamp: String {
        let seconds = Instant(seconds: time.milliseconds / 1000).description
        return seconds.replacing("T", with: " ")
    }
}
