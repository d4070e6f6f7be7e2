import GatehouseKeys
public import GatehouseModel
import GatehouseWire

/// What a browser keeps of a session: whose tenant it is, and 256 random bits of which the server keeps the hash.
public struct SessionCookie: Hashable, Sendable {
    /// The cookie's name: only over TLS, for this host alone and all of its paths (RFC 6265bis §4.1.3).
    public static let name = "__Host-gatehouse-session"

    /// The tenant that it says to be of; that is proved by the session's row alone.
    public let tenant: TenantID
    /// As the browser sends it.
    public let text: String

    /// A fresh cookie.
    public static func fresh(of tenant: TenantID) -> SessionCookie {
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return SessionCookie(tenant: tenant, text: "\(tenant).\(Base64.encodeURL(secret))")
    }

    /// Reads what a browser sent; `nil` for what cannot be one.
    public init?(_ text: String) {
        guard text.utf8.count == 80, text.dropFirst(36).first == ".", let tenant = TenantID(String(text.prefix(36)))
        else { return nil }
        self.init(tenant: tenant, text: text)
    }

    private init(tenant: TenantID, text: String) {
        self.tenant = tenant
        self.text = text
    }

    var hash: String { Secret.hash(text) }
}
