public import GatehouseWebAuthn

/// What sign-in needs to know of the server that it runs on.
public struct SignInSettings: Sendable {
    /// Where people reach the server.
    public var origin: PublicOrigin
    /// Which authenticators may register.
    public var attestation: AttestationPolicy
    /// Signatures, hashes and certificates.
    public var cryptography: any SignatureVerifying & SHA256Hashing & AttestationCertificateReading
    /// Which makers of authenticators are believed; asked at each registration.
    public var trust: @Sendable () -> any AttestationTrust
    /// Whether the password is on the list of those that are known to others.
    public var isBreached: @Sendable (_ password: String) -> Bool

    /// Makes the settings; by themselves any authenticator may register, and no password is known to be breached.
    public init(
        origin: PublicOrigin,
        cryptography: any SignatureVerifying & SHA256Hashing & AttestationCertificateReading,
        attestation: AttestationPolicy = .anyAuthenticator,
        trust: @escaping @Sendable () -> any AttestationTrust,
        isBreached: @escaping @Sendable (_ password: String) -> Bool = { _ in false }
    ) {
        self.origin = origin
        self.cryptography = cryptography
        self.attestation = attestation
        self.trust = trust
        self.isBreached = isBreached
    }

    /// Who asks for passkeys: the host of ``origin``.
    func relyingParty(named name: String) throws -> RelyingParty {
        let origin = origin.text
        let authority = origin.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        do {
            return try RelyingParty(id: host, name: name, origins: [origin])
        } catch {
            throw ServiceError(
                .failed, "passkeys need a public URL with a host name", detail: "`\(origin)`: \(error.message)")
        }
    }
}
