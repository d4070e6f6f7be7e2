import GatehouseModel

/// What access tokens of ours are for, and how long they count.
public enum AccessTokenRules {
    /// `aud`: the server's own API, by whatever name it is reached.
    public static let audience = "api://gatehouse"
    /// `typ` (RFC 9068 §2.1): no ID token passes for one.
    public static let type = "at+jwt"
    /// How long a token counts, unless something of it is taken away before.
    public static let lifetime = Duration.seconds(3600)

    /// Whether a client that asks for `resource` asks for the server's own API: by its name, or by an address of
    /// `base`, with any port or none, since clients leave it out.
    static func isOwn(_ resource: String?, at base: String) -> Bool {
        guard var resource else { return true }
        while resource.last == "/" { resource.removeLast() }
        if resource == audience || resource == base { return true }
        return host(of: resource).map { $0 == host(of: base) } ?? false
    }

    /// The host of `https://HOST` or `https://HOST:PORT`; `nil` for anything else.
    static func host(of address: String) -> Substring? {
        guard address.hasPrefix("https://") else { return nil }
        let authority = address.dropFirst("https://".count)
        guard !authority.contains(where: { "/?#@".contains($0) }) else { return nil }
        guard let colon = authority.lastIndex(of: ":"), authority[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return authority
        }
        return authority[..<colon]
    }
}
