public import GatehouseModel

/// A certificate that was issued.
public struct IssuedCertificate: Hashable, Sendable {
    /// Lower-case hexadecimal.
    public var serial: String
    /// The instant from which the certificate is good.
    public var notBefore: Instant
    /// The instant at which the certificate ends.
    public var notAfter: Instant
    /// PEM, leaf first, then the issuing intermediate.
    public var chain: String

    /// Makes the description of a certificate that the authority signed.
    public init(serial: String, notBefore: Instant, notAfter: Instant, chain: String) {
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.chain = chain
    }
}

/// Why a certificate was not issued.
public struct AuthorityError: Error, Hashable, Sendable {
    /// What callers tell apart when a certificate is not issued.
    public enum Code: String, Sendable, Hashable {
        /// Not PKCS#10, or its signature does not fit its key.
        case badRequest
        case weakKey
        /// It asks for a name that is not its own.
        case foreignName
        /// What is in the store was sealed under another key than this node's.
        case sealedOtherwise
        /// The store did not answer: the same may succeed later.
        case unavailable
        /// A step that does not come next, or needs a key that is kept elsewhere.
        case refused
        case failed
    }

    /// What callers act on.
    public var code: Code
    /// For the caller: lower case, no full stop.
    public var message: String

    /// Makes the error of this code with words for the caller.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// What is known of the authority behind a certificate.
public enum IssuerStanding: Hashable, Sendable {
    /// The tenant's own authority signed it, by the key in use or a former one that is not retired.
    case current
    /// A key that is retired signed it, or one that has its name: nothing helps but another certificate.
    case retired
    /// It names a key of the tenant's that this node has not heard of, or the node cannot open the authority: it may be
    /// good in a moment, or at another node.
    case notKnownYet
    /// Somebody else signed it.
    case foreign
}

/// The tenant's certificate authority.
public protocol Authority: Sendable {
    /// A client certificate naming tenant and device, for the key in the PKCS#10 request (DER).
    func issueDeviceCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate

    /// A client certificate naming tenant, device and an account of it, for the key in the PKCS#10 request (DER).
    func issueBrowserCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, account: UInt32, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate

    /// A client certificate naming tenant and enforcement point, with its fresh key in PEM.
    func issueEnforcementPointCertificate(
        tenant: TenantID, name: String, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String)

    /// A server certificate for these DNS names and addresses, with its fresh key in PEM.
    func issueServerCertificate(
        names: [String], lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String)

    /// Signs the bytes of a `ScriptStatement` with the key for scripts: ECDSA over P-256 with SHA-256, in DER.
    func signScript(_ statement: [UInt8], tenant: TenantID) async throws(AuthorityError) -> [UInt8]

    /// A kept signature of the key for scripts as it is handed out: itself, or a fresh one in the place of one that a
    /// former key made; throws `refused` for any other.
    func currentSignature(
        _ kept: [UInt8], of statement: [UInt8], tenant: TenantID
    ) async throws(AuthorityError) -> [UInt8]

    /// The certificate of the key for scripts, PEM; issued anew whenever it is asked for, and good for a day.
    ///
    /// - Parameter chain: the device's own certificates: it believes what its own issuer signed.
    func scriptSigner(tenant: TenantID, for chain: String?, now: Instant) async throws(AuthorityError) -> String

    /// Subject of the issuing intermediate as RFC 4514 text, as nginx spells `$ssl_client_i_dn`.
    var issuerName: String { get }
    /// The root, PEM.
    var root: String { get }
    /// The issuing intermediate, PEM.
    var intermediate: String { get }
}
