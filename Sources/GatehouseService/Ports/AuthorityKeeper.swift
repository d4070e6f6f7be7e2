public import GatehouseModel

/// One step of changing the keys of a tenant's authority.
public enum AuthorityStep: Hashable, Sendable {
    /// A fresh key issues; what the one before issued is taken until it ends.
    case rotateIssuing
    /// A fresh key signs scripts; what the one before signed is signed anew when it is handed out.
    case rotateScripts
    /// A fresh root is made, and given out beside the one that signs.
    case beginRoot
    /// The fresh root signs, with a fresh issuing key below it; refused until every device had time to hear of it,
    /// unless at once.
    case finishRoot(isAtOnce: Bool)
    /// The fresh root is dropped before it signs; devices forget it when they renew next.
    case cancelRoot
    /// Nothing that a former issuing key signed is taken any more; refused until every device had time to renew, unless
    /// at once.
    case retireIssuing(isAtOnce: Bool)
    /// What a former key for scripts signed is not signed anew any more: until they are approved again, devices that
    /// hold a discovery script go on running it, and others do not run it.
    case retireScripts
    /// The root's key is handed out, and stays.
    case copyRootKey
    /// The root's key leaves the server; whoever asks shows that they have it (PEM).
    case removeRootKey(String)
    /// The root's key (PEM) comes back.
    case putRootKey(String)

    /// How long a former and a newer key stand beside each other, unless somebody is in a hurry.
    public static let overlap = EnrolmentService.certificateLifetime
}

/// A certificate of an authority with what it is for.
public struct AuthorityCertificate: Hashable, Sendable {
    /// What it does.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        case root
        case nextRoot
        case issuing
        case former
    }

    /// What it does.
    public var role: Role
    /// PEM.
    public var pem: String

    /// Makes the pair.
    public init(role: Role, pem: String) {
        self.role = role
        self.pem = pem
    }
}

/// What an authority consists of, without its keys.
public struct AuthorityOverview: Hashable, Sendable {
    /// The roots, then what issues, then what issued before.
    public var certificates: [AuthorityCertificate]
    /// Whether the root's key is in the store.
    public var holdsRootKey: Bool
    /// Keys for scripts of before.
    public var formerScriptKeys: Int
    /// Since when the issuing key issues; `nil` while nothing of a former one is taken.
    public var issuingSince: Instant?

    /// Makes the overview.
    public init(
        certificates: [AuthorityCertificate], holdsRootKey: Bool, formerScriptKeys: Int, issuingSince: Instant? = nil
    ) {
        self.issuingSince = issuingSince
        self.certificates = certificates
        self.holdsRootKey = holdsRootKey
        self.formerScriptKeys = formerScriptKeys
    }
}

/// Changes sealed authorities: opens one, takes a step, and seals what came of it.
///
/// Nothing is kept here.
public protocol AuthorityKeeper: Sendable {
    /// What a sealed authority consists of.
    func overview(of sealed: [UInt8], tenant: TenantID) throws(AuthorityError) -> AuthorityOverview
    /// The authority after the step, sealed, and the root's key where the step hands it out.
    func change(
        _ sealed: [UInt8], of tenant: TenantID, by step: AuthorityStep, now: Instant
    ) throws(AuthorityError) -> (sealed: [UInt8], rootKey: String?)
    /// The authority under the newest key; `nil` when it is under it already.
    func reseal(_ sealed: [UInt8], of tenant: TenantID) throws(AuthorityError) -> [UInt8]?
}
