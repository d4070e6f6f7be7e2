/// What is kept of a credential (§4, "credential record").
public struct CredentialRecord: Hashable, Sendable {
    /// Its name.
    public let id: CredentialID
    /// Whose it is.
    public let userHandle: UserHandle
    /// The key that its signatures verify with.
    public let publicKey: COSEKey
    /// The last counter seen; 0 when the authenticator does not count.
    public var counter: UInt32
    /// It may be copied to other devices; fixed for its life.
    public let isBackupEligible: Bool
    /// It was copied when it was last seen.
    public var isBackedUp: Bool
    /// The authenticator knew who made it (`uvInitialized`).
    public var wasUserVerified: Bool
    /// How its authenticator was reached.
    public let transports: [AuthenticatorTransport]
    /// The model; proved only if the attestation was trusted.
    public let aaguid: AAGUID

    /// A record as it was stored.
    public init(
        id: CredentialID, userHandle: UserHandle, publicKey: COSEKey, counter: UInt32, isBackupEligible: Bool,
        isBackedUp: Bool, wasUserVerified: Bool, transports: [AuthenticatorTransport], aaguid: AAGUID
    ) {
        self.id = id
        self.userHandle = userHandle
        self.publicKey = publicKey
        self.counter = counter
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.wasUserVerified = wasUserVerified
        self.transports = transports
        self.aaguid = aaguid
    }
}
