public import GatehouseModel

/// A discovery script with what shows that a second person agreed to it.
public struct DiscoveryScript: Hashable, Sendable {
    /// All that was agreed to; the digest in it is that of ``text``.
    public var terms: DiscoveryTerms
    /// The script itself.
    public var text: String
    /// When it was agreed to; a later agreement replaces an earlier one.
    public var approvedAt: Instant
    /// From then on it is not run.
    public var expiresAt: Instant
    /// Over the bytes of a `DiscoveryStatement`, ECDSA in DER, base64 on the wire.
    public var signature: [UInt8]

    /// A script that was signed; nothing is checked.
    public init(
        terms: DiscoveryTerms, text: String, approvedAt: Instant, expiresAt: Instant, signature: [UInt8]
    ) {
        self.terms = terms
        self.text = text
        self.approvedAt = approvedAt
        self.expiresAt = expiresAt
        self.signature = signature
    }
}

/// Every discovery script that reaches a device.
public struct DiscoveryScripts: Hashable, Sendable {
    /// As ``CheckInResponse/scripts``; `nil` when there are none.
    public var stand: String?
    /// In the order of names.
    public var scripts: [DiscoveryScript]
    /// PEM of the certificate of the key that signed them, then its issuer; empty when there are none.
    public var signer: String

    /// The scripts with what stands for them.
    public init(stand: String?, scripts: [DiscoveryScript], signer: String) {
        self.stand = stand
        self.scripts = scripts
        self.signer = signer
    }
}
