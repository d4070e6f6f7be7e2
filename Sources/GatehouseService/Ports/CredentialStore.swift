public import GatehouseModel
public import GatehouseWebAuthn

/// The label of ``PasskeyID``.
public enum PasskeyKind {}

/// Names a passkey where the credential's own name is too long to show.
public typealias PasskeyID = Identifier<PasskeyKind>

/// The label of ``AccessPassID``.
public enum AccessPassKind {}

/// Names a temporary access pass without giving it away.
public typealias AccessPassID = Identifier<AccessPassKind>

/// A passkey or security key of a person.
public struct Passkey: Hashable, Sendable {
    /// Names it in pages and commands.
    public var id: PasskeyID
    /// Whose it is.
    public var user: UserID
    /// What ceremonies are verified by.
    public var record: CredentialRecord
    /// What the person calls it.
    public var name: String
    /// The format of the attestation that it came with.
    public var attestation: String
    /// A certificate that is believed proved the model.
    public var isModelProved: Bool
    /// When it was registered.
    public var createdAt: Instant
    /// When somebody signed in with it last; `nil` before that.
    public var lastUsedAt: Instant?
    /// When its counter went back, so that it may have been copied; it is refused from then on.
    public var suspectedAt: Instant?

    /// A passkey as it is kept.
    public init(
        id: PasskeyID, user: UserID, record: CredentialRecord, name: String, attestation: String, isModelProved: Bool,
        createdAt: Instant, lastUsedAt: Instant? = nil, suspectedAt: Instant? = nil
    ) {
        self.id = id
        self.user = user
        self.record = record
        self.name = name
        self.attestation = attestation
        self.isModelProved = isModelProved
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.suspectedAt = suspectedAt
    }
}

/// A person's password, together with the key of their authenticator application: neither is there without the other.
public struct PasswordCredential: Hashable, Sendable {
    /// Whose it is.
    public var user: UserID
    /// Algorithm, costs, salt and hash in one text.
    public var hash: String
    /// The key of RFC 6238, sealed.
    public var sealedKey: [UInt8]
    /// The newest step of time whose code was used; that and older ones are refused.
    public var lastStep: Int64
    /// When it was set.
    public var createdAt: Instant

    /// A password as it is kept.
    public init(user: UserID, hash: String, sealedKey: [UInt8], lastStep: Int64, createdAt: Instant) {
        self.user = user
        self.hash = hash
        self.sealedKey = sealedKey
        self.lastStep = lastStep
        self.createdAt = createdAt
    }
}

/// A pass that an administrator gives a person so that they can register what they sign in with from then on.
public struct AccessPass: Hashable, Sendable {
    /// Names it where its secret must not be shown.
    public var id: AccessPassID
    /// Whose it is.
    public var user: UserID
    /// SHA-256 in hexadecimal.
    public var hash: String
    /// Whether it signs in once only.
    public var isOneTime: Bool
    /// When it was made.
    public var createdAt: Instant
    /// Who made it, as the audit log names them.
    public var createdBy: String
    /// From then on it is refused.
    public var expiresAt: Instant
    /// When somebody signed in with it last; `nil` before that.
    public var usedAt: Instant?

    /// A pass as it is kept.
    public init(
        id: AccessPassID, user: UserID, hash: String, isOneTime: Bool, createdAt: Instant, createdBy: String,
        expiresAt: Instant, usedAt: Instant? = nil
    ) {
        self.id = id
        self.user = user
        self.hash = hash
        self.isOneTime = isOneTime
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.usedAt = usedAt
    }
}

/// The code of the file of first start, which makes the first administrator; only its hash is kept.
public struct SetUpCode: Hashable, Sendable {
    /// SHA-256 in hexadecimal.
    public var hash: String
    /// When it was made.
    public var createdAt: Instant
    /// When it made an administrator; `nil` before that.
    public var usedAt: Instant?

    /// A code as it is kept.
    public init(hash: String, createdAt: Instant, usedAt: Instant? = nil) {
        self.hash = hash
        self.createdAt = createdAt
        self.usedAt = usedAt
    }
}

/// How often somebody guessed lately.
public struct AttemptCount: Hashable, Sendable {
    /// Attempts since ``since``.
    public var count: Int64
    /// When the first of them was.
    public var since: Instant

    /// A count as it is kept.
    public init(count: Int64, since: Instant) {
        self.count = count
        self.since = since
    }
}

/// Asks for what people sign in with.
public protocol CredentialReading {
    func passkey(_ id: PasskeyID) throws -> Passkey?
    func passkey(withCredential id: CredentialID) throws -> Passkey?
    /// In the order in which they were registered.
    func passkeys(of user: UserID) throws -> [Passkey]
    func password(of user: UserID) throws -> PasswordCredential?
    /// Everybody's, in the order of their ids.
    func passwords() throws -> [PasswordCredential]
    /// How many recovery codes the person has left.
    func recoveryCodesLeft(of user: UserID) throws -> Int
    func accessPass(withHash hash: String) throws -> AccessPass?
    func accessPass(_ id: AccessPassID) throws -> AccessPass?
    /// The newest first, ended ones too.
    func accessPasses(of user: UserID) throws -> [AccessPass]
    func setUpCode() throws -> SetUpCode?
    func attempts(_ subject: String) throws -> AttemptCount?
}

/// Changes what people sign in with.
public protocol CredentialWriting {
    /// Adds a passkey; refuses a credential that the tenant has already.
    func insert(_ passkey: Passkey) throws
    /// Replaces what can change: the name, the counter, whether it is backed up, when it was used and suspected.
    func save(_ passkey: Passkey) throws
    /// `false` when there is none.
    @discardableResult func deletePasskey(_ id: PasskeyID) throws -> Bool
    /// Inserts or replaces.
    func save(_ password: PasswordCredential) throws
    /// Takes the code of this step, once: `false` when that or a later one was taken before.
    func takeStep(_ step: Int64, of user: UserID) throws -> Bool
    /// `false` when there is none.
    @discardableResult func deletePassword(of user: UserID) throws -> Bool
    /// Replaces all recovery codes of the person by those of these hashes.
    func replaceRecoveryCodes(of user: UserID, withHashes hashes: [String], at now: Instant) throws
    /// Takes a recovery code, once: `false` when it is unknown or was taken before.
    func takeRecoveryCode(withHash hash: String, of user: UserID) throws -> Bool
    /// Inserts or replaces.
    func save(_ pass: AccessPass) throws
    /// Notes the use of a pass; `false` when it may be used once and was.
    func takeAccessPass(_ id: AccessPassID, at now: Instant) throws -> Bool
    /// `false` when there is none.
    @discardableResult func deleteAccessPass(_ id: AccessPassID) throws -> Bool
    /// Inserts or replaces; there is one a tenant.
    func save(_ code: SetUpCode) throws
    /// Takes the set-up code, once: `false` when it is another or was taken before.
    func takeSetUpCode(withHash hash: String, at now: Instant) throws -> Bool
    /// Takes a value that is good for one use, such as a challenge, by its hash: `false` when it was taken before.
    func takeOnce(_ hash: String, until expiry: Instant) throws -> Bool
    /// Inserts or replaces the count of this subject.
    func save(_ attempts: AttemptCount, of subject: String) throws
    /// Forgets the count.
    func removeAttempts(_ subject: String) throws
    /// Forgets values taken once that ended, and counts that began, before these times.
    func removeSpent(endedBefore now: Instant, attemptsBefore: Instant) throws
    /// Forgets all that the person signs in with, since the person goes.
    func removeCredentials(of user: UserID) throws
}
