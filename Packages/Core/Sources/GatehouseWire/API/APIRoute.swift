/// The paths of the native API as templates: written once, used by server and client.
public enum APIRoute {
    public static let devices = "/api/v1/devices"
    public static let device = "/api/v1/devices/{id}"
    public static let deviceFacts = "/api/v1/devices/{id}/facts"
    public static let deviceCompliance = "/api/v1/devices/{id}/compliance"
    public static let deviceIntervals = "/api/v1/devices/{id}/intervals"
    public static let deviceActions = "/api/v1/devices/{id}/actions"
    public static let deviceRevocation = "/api/v1/devices/{id}/revoke"
    public static let enrolmentCodes = "/api/v1/enrolment-codes"
    public static let enrolmentCode = "/api/v1/enrolment-codes/{id}"
    public static let apply = "/api/v1/apply"
    public static let diff = "/api/v1/diff"
    public static let export = "/api/v1/export"
    public static let documents = "/api/v1/documents/{kind}"
    public static let document = "/api/v1/documents/{kind}/{name}"
    public static let enforcementPoints = "/api/v1/enforcement-points"
    public static let decisions = "/api/v1/decisions"
    public static let decision = "/api/v1/decisions/{id}"
    public static let explain = "/api/v1/explain"
    public static let audit = "/api/v1/audit"
    public static let auditVerification = "/api/v1/audit/verify"
    public static let tokens = "/api/v1/tokens"
    public static let token = "/api/v1/tokens/{id}"
    public static let whoAmI = "/api/v1/whoami"
    public static let openAPI = "/api/v1/openapi.json"

    /// The path with its `{parameters}` filled in, in their order, percent-encoded (RFC 3986 §2).
    public static func fill(_ template: String, _ values: String...) -> String {
        var remaining = values[...]
        return template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.first == "{" ? percentEncoded(remaining.popFirst() ?? "") : String($0) }
            .joined(separator: "/")
    }

    /// The text with every byte escaped that is not unreserved in RFC 3986 §2.3.
    public static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
