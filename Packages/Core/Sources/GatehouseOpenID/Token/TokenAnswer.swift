public import GatehouseWire

/// The tokens that a client asked for (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3), with Microsoft's members.
public struct TokenAnswer: Hashable, Sendable {
    /// Opaque to the client.
    public var accessToken: String
    /// How long it counts, in seconds.
    public var expiresIn: Int
    /// After which the client shall ask anew although it need not, in seconds.
    public var refreshIn: Int?
    /// What was allowed; left out for a client's own rights, as Microsoft does.
    public var scopes: RequestedScopes?
    /// For the next tokens.
    public var refreshToken: String?
    /// Who signed in.
    public var idToken: String?
    /// Whose tokens these are, in base 64 for URLs, where the client asked.
    public var clientInfo: String?

    /// An answer with an access token alone; the rest is set where there is some.
    public init(accessToken: String, expiresIn: Int) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
    }

    /// The body of the answer, which nobody may keep (`Cache-Control: no-store`).
    public var json: JSON {
        var members = [
            JSON.Member("token_type", .string("Bearer")), JSON.Member("expires_in", .integer(Int64(expiresIn))),
            JSON.Member("ext_expires_in", .integer(Int64(expiresIn))),
        ]
        if let refreshIn { members.append(JSON.Member("refresh_in", .integer(Int64(refreshIn)))) }
        let texts = [
            ("access_token", accessToken), ("scope", scopes?.text), ("refresh_token", refreshToken),
            ("id_token", idToken), ("client_info", clientInfo),
        ]
        for case let (name, text?) in texts { members.append(JSON.Member(name, .string(text))) }
        return .object(members)
    }

    /// `client_info`: the person's and the tenant's id as Microsoft's clients read them.
    public static func clientInfo(user: String, tenant: String) -> String {
        let json = JSON.object([JSON.Member("uid", .string(user)), JSON.Member("utid", .string(tenant))])
        return Base64.encodeURL(json.serialised())
    }
}
