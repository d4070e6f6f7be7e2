public import GatehouseModel

extension ScriptStatement {
    /// Checks that the authority which gave this device its certificate signed the statement.
    ///
    /// - Parameters:
    ///   - signature: ECDSA over P-256 with SHA-256, in DER (RFC 3279 §2.2.3).
    ///   - signer: PEM of the certificate of the key that signs scripts.
    ///   - ownChain: PEM of the device's own chain: its intermediate must have issued the signer's certificate.
    /// - Throws: ``KeyError`` for a signer that is not this tenant's, has ended, or may not sign code, and for a
    ///   signature that does not fit.
    public func verify(
        signature: [UInt8], signer: String, ownChain: String, at now: Instant
    ) throws(KeyError) {
        try ScriptSigner(certificate: signer, ownChain: ownChain, tenant: tenant)
            .check(signature, over: bytes, at: now)
    }
}
