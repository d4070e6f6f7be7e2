import Crypto
public import GatehouseModel

/// What the authority says of a discovery script: that devices of this tenant may run it, so, until then.
///
/// It is signed once, when the second person agrees. Nothing of it can be changed, nor can a version that nobody agreed to
/// be put in its place: that has no signature.
public struct DiscoveryStatement: Hashable, Sendable {
    /// The organisation that allows it.
    public var tenant: TenantID
    /// All that was agreed to.
    public var terms: DiscoveryTerms
    /// When it was agreed to.
    public var approvedAt: Instant
    /// From then on it may not be begun.
    public var expiresAt: Instant

    /// Makes the statement; it is worth nothing without a signature.
    public init(tenant: TenantID, terms: DiscoveryTerms, approvedAt: Instant, expiresAt: Instant) {
        self.tenant = tenant
        self.terms = terms
        self.approvedAt = approvedAt
        self.expiresAt = expiresAt
    }

    /// What is signed: one line a member, in this order; no well-formed terms hold a line feed.
    public var bytes: [UInt8] {
        let lines =
            ["gatehouse discovery 1", "tenant \(tenant)"] + terms.lines
            + ["approvedAt \(approvedAt.milliseconds)", "expiresAt \(expiresAt.milliseconds)"]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Checks that the authority which gave this device its certificate signed the statement, and that it is over this
    /// script.
    ///
    /// - Parameters:
    ///   - script: the script's bytes.
    ///   - signature: ECDSA over P-256 with SHA-256, in DER (RFC 3279 §2.2.3).
    ///   - signer: PEM of the certificate of the key that signs scripts.
    ///   - ownChain: PEM of the device's own chain: its intermediate must have issued the signer's certificate.
    ///   - received: when the script came with its signer, whose certificate lives for a day.
    /// - Throws: ``KeyError`` for another script, for terms that nobody could have agreed to, for a signer that is not
    ///   this tenant's or may not sign code, and for a signature that does not fit.
    public func verify(
        script: [UInt8], signature: [UInt8], signer: String, ownChain: String, received: Instant
    ) throws(KeyError) {
        guard terms.isWellFormed, script.count <= ScriptRun.largestScript else {
            throw KeyError(.failed, "the script's terms are not such as can be agreed to")
        }
        guard ScriptStatement.digest(ofScript: script) == terms.digest else {
            throw KeyError(.badSignature, "the script is not the one that was approved")
        }
        try ScriptSigner(certificate: signer, ownChain: ownChain, tenant: tenant)
            .check(signature, over: bytes, at: received)
    }
}

extension DiscoveryTerms {
    /// SHA-256 over all of the terms in hexadecimal: names the version that is agreed to.
    public var version: String { Hex.encode(SHA256.hash(data: Array(lines.map { $0 + "\n" }.joined().utf8))) }
}
