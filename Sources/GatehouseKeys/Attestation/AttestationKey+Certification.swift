public import GatehouseTPM

extension AttestationKey {
    /// Checks that the key of a certificate request is in this key's TPM and cannot leave it.
    ///
    /// `publicArea` is the `TPMT_PUBLIC` of the device key, `publicKeyDER` the request's SubjectPublicKeyInfo. Refuses,
    /// beside what ``verified(_:nonce:after:)`` refuses: a certification of another key, a public area that is not the
    /// request's key, and a key that could leave the TPM or came from outside, or that is not for signing alone.
    public func certification(
        _ statement: SignedAttestation, of publicArea: [UInt8], publicKeyDER: [UInt8], nonce: [UInt8],
        after lastClock: TPMClock? = nil
    ) throws(AttestationError) -> TPMClock {
        let attestation = try verified(statement, nonce: nonce, after: lastClock)
        guard case .certify(let name, _) = attestation.claim else {
            throw AttestationError(.wrongType, "what was signed is not the certification of a key")
        }
        let key = try TPMPublic.received(publicArea, "the device key")
        guard key.name(TPMHash.digest) == name else {
            throw AttestationError(.wrongKey, "the TPM certified another key")
        }
        guard try key.publicKeyDER() == publicKeyDER else {
            throw AttestationError(.wrongKey, "the certificate request is for another key than the TPM certified")
        }
        guard key.attributes.isSuperset(of: .bound) else {
            throw AttestationError(.keyNotBound, "the device key was not made to stay in its TPM")
        }
        guard key.attributes.contains(.sign), key.attributes.isDisjoint(with: [.decrypt, .restricted]),
            case .ecc(let ecc) = key.key, ecc.curve == .p256
        else { throw AttestationError(.unsupportedKey, "a device key is for signing, and on P-256") }
        return attestation.clock
    }
}
