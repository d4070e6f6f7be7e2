import GatehouseKeys

/// A certificate whose key a client has shown to have; nothing else of it was checked.
public struct PresentedCertificate: Hashable, Sendable {
    /// The certificate itself, without its chain.
    public let der: [UInt8]
    /// SHA-256 of it, as certificate-bound tokens name it (RFC 8705 §3.1).
    public let thumbprint: [UInt8]

    /// Reckons the thumbprint; the bytes are not read.
    public init(der: [UInt8]) {
        self.der = der
        thumbprint = CertificateThumbprint.sha256(of: der)
    }
}
