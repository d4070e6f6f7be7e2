/// Why a request failed, as every surface says it (RFC 9457, `application/problem+json`).
public struct ProblemDocument: Hashable, Sendable {
    /// A URI for the kind of problem; `about:blank` when the status says it all.
    public var type: String
    /// The reason phrase of the status; empty when none was sent.
    public var title: String
    /// The HTTP status that it came with.
    public var status: Int
    /// One sentence for the caller, lower case.
    public var detail: String
    /// Stable, for programs: `identityRevoked`.
    public var code: String

    /// A problem of no particular type, unless one is given.
    public init(type: String = "about:blank", title: String, status: Int, detail: String, code: String) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
    }
}

extension ProblemDocument: WireMessage {
    /// Reads a problem; every member is optional (RFC 9457 §3.1).
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let status: Int64 = members.present("status") == nil ? 0 : try members.integer("status")
        self.init(
            type: try members.optionalText("type") ?? "about:blank", title: try members.optionalText("title") ?? "",
            status: Int(clamping: status), detail: try members.optionalText("detail") ?? "",
            code: try members.optionalText("code") ?? "")
    }

    /// All members, also empty ones.
    public var json: JSON {
        .object([
            "type": .string(type), "title": .string(title), "status": .integer(Int64(status)),
            "detail": .string(detail), "code": .string(code),
        ])
    }
}
