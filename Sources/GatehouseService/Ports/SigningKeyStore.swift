public import GatehouseModel

/// A key that the tenant's tokens are signed with.
public struct SigningKey: Hashable, Sendable {
    /// What is signed, which says by which algorithm.
    public enum Use: String, Hashable, Sendable, CaseIterable {
        /// ES256: what our own services verify, at every request.
        case accessToken
        /// RS256, which every client of OpenID Connect knows.
        case idToken
    }

    /// `kid`: the thumbprint of the public key (RFC 7638).
    public var id: String
    /// What it signs.
    public var use: Use
    /// The public key as a JWK, as text.
    public var publicKey: String
    /// The private key, sealed under a key that is not in the database.
    public var sealed: [UInt8]
    /// From then on it is published.
    public var createdAt: Instant
    /// From then on it signs, until the next one does.
    public var signsFrom: Instant

    /// A key as it is kept.
    public init(
        id: String, use: Use, publicKey: String, sealed: [UInt8], createdAt: Instant, signsFrom: Instant
    ) {
        self.id = id
        self.use = use
        self.publicKey = publicKey
        self.sealed = sealed
        self.createdAt = createdAt
        self.signsFrom = signsFrom
    }
}

/// Asks for the keys of tokens.
public protocol SigningKeyReading {
    /// In the order in which they begin to sign.
    func signingKeys() throws -> [SigningKey]
}

/// Changes the keys of tokens; appends ``Change/Kind/signingKey`` with the id.
public protocol SigningKeyWriting {
    /// Inserts or replaces.
    func save(_ key: SigningKey) throws
    func deleteSigningKey(_ id: String) throws
}
