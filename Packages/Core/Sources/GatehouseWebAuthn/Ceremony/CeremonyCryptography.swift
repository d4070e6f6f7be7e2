/// Checks signatures, for a package that has no cryptography of its own.
public protocol SignatureVerifying: Sendable {
    /// Whether `signature` over `message` was made with the private part of `key`, by the key's one algorithm.
    ///
    /// ES256 signatures are DER (RFC 3279 §2.2.3), RS256 and EdDSA ones are as long as their keys make them. `false`
    /// for anything else that is wrong, such as a point that is not on the curve.
    func verify(signature: [UInt8], of message: [UInt8], by key: COSEKey) -> Bool
}

/// Hashes bytes.
public protocol SHA256Hashing: Sendable {
    /// SHA-256 of `bytes`: 32 bytes.
    func sha256(_ bytes: [UInt8]) -> [UInt8]
}

/// Reads what attestation needs out of X.509 certificates.
public protocol AttestationCertificateReading: Sendable {
    /// The certificate in DER, and nothing after it; `nil` when it is none, or its key is of no kind that
    /// ``COSEKey`` takes.
    func attestationCertificate(_ der: [UInt8]) -> AttestationCertificate?
}

/// Knows which makers of authenticators are believed.
public protocol AttestationTrust: Sendable {
    /// Whether the certificates, the attestation's own first, lead to a root that is believed for this model, and none
    /// of them is expired or revoked.
    func isTrusted(path: [[UInt8]], of aaguid: AAGUID) -> Bool
}

/// What a ceremony cannot do itself.
public typealias CeremonyCryptography = SignatureVerifying & SHA256Hashing & AttestationCertificateReading
