/// Which authenticators may register, by what they prove.
public struct AttestationPolicy: Hashable, Sendable {
    /// A credential that proves nothing of its authenticator may register.
    public var acceptsNone: Bool
    /// A credential that its own key attests may register.
    public var acceptsSelfAttestation: Bool
    /// A certificate that leads to no root that is believed is no reason to refuse; it proves nothing then.
    public var acceptsUntrustedCertificates: Bool
    /// The only models that may register; any when `nil`.
    ///
    /// Together with unproved attestation this keeps out the careless only: such a model is what the client claims.
    public var allowedModels: Set<AAGUID>?

    /// Takes the rules as they are.
    public init(
        acceptsNone: Bool, acceptsSelfAttestation: Bool, acceptsUntrustedCertificates: Bool,
        allowedModels: Set<AAGUID>? = nil
    ) {
        self.acceptsNone = acceptsNone
        self.acceptsSelfAttestation = acceptsSelfAttestation
        self.acceptsUntrustedCertificates = acceptsUntrustedCertificates
        self.allowedModels = allowedModels
    }

    /// Any authenticator.
    public static let anyAuthenticator = AttestationPolicy(
        acceptsNone: true, acceptsSelfAttestation: true, acceptsUntrustedCertificates: true)

    /// Only authenticators that prove their model, and only these models when a set is given.
    public static func proved(_ models: Set<AAGUID>? = nil) -> AttestationPolicy {
        AttestationPolicy(
            acceptsNone: false, acceptsSelfAttestation: false, acceptsUntrustedCertificates: false,
            allowedModels: models)
    }

    /// Whether the attestation is trusted; refuses one that the rules do not accept.
    func assess(
        _ attestation: VerifiedAttestation, of aaguid: AAGUID, _ trust: some AttestationTrust
    ) throws(WebAuthnError) -> Bool {
        var isTrusted = false
        switch attestation.type {
        case .none, .selfAttestation:
            guard attestation.type == .none ? acceptsNone : acceptsSelfAttestation else {
                throw WebAuthnError(
                    .attestationRefused,
                    "the attestation is `\(attestation.type.rawValue)`, and a certificate was expected")
            }
        case .certificate:
            isTrusted = trust.isTrusted(path: attestation.path, of: aaguid)
            guard isTrusted || acceptsUntrustedCertificates else {
                throw WebAuthnError(
                    .attestationUntrusted, "the certificates of the attestation lead to no root that is trusted")
            }
        }
        guard allowedModels?.contains(aaguid) != false else {
            throw WebAuthnError(.authenticatorNotAllowed, "the model `\(aaguid)` is not among those allowed")
        }
        return isTrusted
    }
}
