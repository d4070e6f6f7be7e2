public import GatehouseModel

/// An upstream OpenID provider that people of a partner, or of the organisation itself, sign in at.
///
/// It names its secret and never holds it, so that it can be exported.
public struct IdentityProvider: Hashable, Sendable {
    /// What sessions, people and the audit log call it.
    public var name: String
    /// For administrators; may be empty.
    public var description: String
    /// What its button says.
    public var displayName: String
    /// Its name in every token, byte by byte; its metadata are found below it.
    public var issuer: WebhookURL
    /// What we are called there.
    public var clientID: String
    /// Name of the secret that proves it is us; `nil` for a public client.
    public var secret: String?
    /// What is asked for; `openid` always.
    public var scopes: [String]
    /// Mail domains in lower case, of which each person's user name must have one; empty admits all.
    public var domains: [String]
    /// What happens with somebody who comes for the first time.
    public var firstSignIn: FirstSignIn
    /// Whether people of it belong to the organisation.
    public var kind: UserKind
    /// Claims that say something other than usual, by attribute.
    public var claims: [FederatedAttribute: String]
    /// Whether addresses that the provider did not check are believed.
    public var believesUnverifiedMail: Bool
    /// Absolute path of a file with the authorities to trust instead of the system's; `nil` takes the system's.
    public var caFile: String?
    /// Whether it may be reached at loopback, private and link-local addresses.
    public var allowsPrivate: Bool

    /// What happens with somebody whom the provider names and the directory does not know by the provider.
    public enum FirstSignIn: String, Sendable, Hashable, CaseIterable {
        /// A person is made, unless somebody else has the user name.
        case create
        /// Whoever has that user name is taken to be the same person, when they came by provisioning or the provider.
        case link
        /// They are refused: somebody must have linked them before.
        case refuse
    }

    /// A provider that makes guests of whoever it names, unless said.
    public init(
        name: String, description: String = "", displayName: String? = nil, issuer: WebhookURL, clientID: String,
        secret: String? = nil, scopes: [String] = Self.usualScopes, domains: [String] = [],
        firstSignIn: FirstSignIn = .create, kind: UserKind = .guest, claims: [FederatedAttribute: String] = [:],
        believesUnverifiedMail: Bool = false, caFile: String? = nil, allowsPrivate: Bool = false
    ) {
        self.name = name
        self.description = description
        self.displayName = displayName ?? name
        self.issuer = issuer
        self.clientID = clientID
        self.secret = secret
        self.scopes = scopes
        self.domains = domains
        self.firstSignIn = firstSignIn
        self.kind = kind
        self.claims = claims
        self.believesUnverifiedMail = believesUnverifiedMail
        self.caFile = caFile
        self.allowsPrivate = allowsPrivate
    }

    /// What is asked for unless said.
    public static let usualScopes = ["openid", "profile", "email"]
}
