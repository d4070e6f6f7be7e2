import Crypto

/// What certificate-bound tokens name a certificate by (RFC 8705 §3.1, `x5t#S256`).
public enum CertificateThumbprint {
    /// SHA-256 of the certificate in DER: 32 bytes.
    public static func sha256(of der: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: der)) }
}
