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

/// The tenant's certificate authority.
public protocol Authority: Sendable {
    /// A client certificate naming tenant and device, for the key in the PKCS#10 request (DER).
    func issueDeviceCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, lifetime: Duration, now: Instant
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

    /// The certificate of the key for scripts, PEM; issued anew whenever it is asked for, and good for a day.
    func scriptSigner(tenant: TenantID, now: Instant) async throws(AuthorityError) -> String

    /// Subject of the issuing intermediate as RFC 4514 text, as nginx spells `$ssl_client_i_dn`.
    var issuerName: String { get }
    /// The root, PEM.
    var root: String { get }
    /// The issuing intermediate, PEM.
    var intermediate: String { get }
}
