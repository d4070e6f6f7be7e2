public import GatehouseWire

/// The body of every refusal (RFC 7644 §3.12).
public struct ErrorDocument: Hashable, Sendable {
    /// The schema that names this message.
    public static let schema = "urn:ietf:params:scim:api:messages:2.0:Error"

    /// The HTTP status of the answer, which the body repeats as text.
    public var status: Int
    /// What was wrong; `nil` where the RFC has no word for it, as for 404.
    public var code: SCIMError.Code?
    /// For people.
    public var detail: String

    /// A refusal that need not come from this module, as 401, 404, 412 or 413.
    public init(status: Int, code: SCIMError.Code? = nil, detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// The refusal that answers `error`.
    public init(_ error: SCIMError) {
        self.init(status: error.code.status, code: error.code, detail: error.description)
    }

    /// The document as JSON.
    public var json: JSON {
        var members = [
            JSON.Member("schemas", .array([.string(Self.schema)])), JSON.Member("status", .string(String(status))),
        ]
        if let code { members.append(JSON.Member("scimType", .string(code.rawValue))) }
        members.append(JSON.Member("detail", .string(detail)))
        return .object(members)
    }
}
