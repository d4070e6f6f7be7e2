public import GatehouseService
public import Hummingbird

extension Route {
    /// A route of a protocol that others wrote: reads headers and body itself, and answers in that protocol's form.
    public static func ofProtocol(
        _ method: Method, _ path: String, _ permission: Permission, _ summary: String, mediaType: String,
        traffic: TrafficClass, _ handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Route {
        Route(
            method: method, path: path, access: .permission(permission), summary: summary,
            rawBody: method == .get || method == .delete ? nil : mediaType,
            answer: .other(mediaType: mediaType, status: 200), traffic: traffic
        ) { incoming in
            try await handler(incoming.call())
        }
    }
}

extension Call {
    /// The header of this name; `nil` when it is not there.
    public func header(_ name: String) -> String? {
        FieldName(name).flatMap { incoming.request.headers[$0] }
    }

    /// Host and port that the caller asked for; `nil` where that is not one.
    public var authority: String? {
        guard let authority = incoming.request.head.authority,
            authority.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-:[]".utf8.contains(byte)
                }
            })
        else { return nil }
        return authority
    }

    /// The whole body; 413 beyond `limit` bytes, and 408 when it has not come in time.
    public func body(limit: Int) async throws -> [UInt8] { try await incoming.body(limit: limit) }
}
