import Hummingbird

typealias FieldName = HTTPFields.Element.Name

/// Headers of every answer; a surface that serves pages sets its own content policy first.
enum SecurityHeaders {
    static let requestID = name("x-request-id")

    static let fields: [(FieldName, String)] = [
        (.cacheControl, "no-store"),
        (name("content-security-policy"), "default-src 'none'; frame-ancestors 'none'"),
        (name("cross-origin-resource-policy"), "same-origin"),
        (name("referrer-policy"), "no-referrer"),
        (.strictTransportSecurity, "max-age=31536000"),
        (.xContentTypeOptions, "nosniff"),
    ]

    private static func name(_ text: String) -> FieldName {
        guard let name = FieldName(text) else { preconditionFailure("`\(text)` is not a header name") }
        return name
    }
}

extension HTTPFields {
    mutating func addMissing(_ fields: [(FieldName, String)]) {
        for (name, value) in fields where self[name] == nil { self[name] = value }
    }
}
