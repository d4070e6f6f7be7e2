/// What the protocol must know of a registered application.
public struct Application: Hashable, Sendable {
    /// Its public name.
    public var clientID: ClientID
    /// Off for all requests, without being forgotten.
    public var isEnabled: Bool
    /// It can keep a secret; otherwise it is a public client, such as a program on a laptop (RFC 6749 §2.1).
    public var isConfidential: Bool
    /// Where answers may go.
    public var redirectURIs: [RedirectURI]
    /// How it may ask for tokens.
    public var grants: Set<GrantType>
    /// Any of them proves the client, until it expires.
    public var secrets: [ClientSecret]
    /// Keys of certificates that its assertions verify with.
    public var keys: JSONWebKeySet

    /// An application as it was registered.
    public init(
        clientID: ClientID, isEnabled: Bool = true, isConfidential: Bool, redirectURIs: [RedirectURI],
        grants: Set<GrantType>, secrets: [ClientSecret] = [], keys: JSONWebKeySet
    ) {
        self.clientID = clientID
        self.isEnabled = isEnabled
        self.isConfidential = isConfidential
        self.redirectURIs = redirectURIs
        self.grants = grants
        self.secrets = secrets
        self.keys = keys
    }

    /// Refuses a disabled application, one that may not use `grant`, and a public client that asks with its own rights:
    /// anybody can say its name (RFC 6749 §4.4).
    public func requireGrant(_ grant: GrantType) throws(OpenIDError) {
        guard isEnabled else { throw OpenIDError(.clientDisabled, "the application \(quoted(clientID)) is disabled") }
        guard grants.contains(grant) else {
            throw OpenIDError(
                .grantNotAllowed, "the application \(quoted(clientID)) may not use `\(grant.rawValue)`")
        }
        guard isConfidential || grant != .clientCredentials else {
            throw OpenIDError(
                .grantNotAllowed,
                "the application \(quoted(clientID)) is a public client, which has no rights of its own")
        }
    }
}

/// A client's id in backticks.
func quoted(_ clientID: ClientID) -> String { quoted(clientID.description) }
