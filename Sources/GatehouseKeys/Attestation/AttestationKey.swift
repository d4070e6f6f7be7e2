import Crypto
import FoundationEssentials
public import GatehouseTPM

/// A TPM's attestation key, which signs only what the TPM says of itself.
///
/// Worth something once ``CredentialChallenge`` showed that it is in the TPM of a checked endorsement key.
public struct AttestationKey: Sendable {
    /// `TPMT_PUBLIC`.
    public let publicArea: TPMPublic
    /// What identifies the key; the attributes are part of it.
    public let name: [UInt8]
    private let key: P256.Signing.PublicKey

    /// Reads a `TPMT_PUBLIC`; refuses a key that signs anything else too, that could leave its TPM, or that is not
    /// P-256 with ECDSA and SHA-256.
    public init(publicArea bytes: [UInt8]) throws(AttestationError) {
        let publicArea = try TPMPublic.received(bytes, "the attestation key")
        guard publicArea.attributes.isSuperset(of: .bound) else {
            throw AttestationError(.attestationKeyNotBound, "the attestation key was not made to stay in its TPM")
        }
        guard publicArea.attributes.isSuperset(of: [.restricted, .sign]), !publicArea.attributes.contains(.decrypt)
        else {
            throw AttestationError(
                .attestationKeyNotRestricted, "the attestation key signs more than what the TPM says of itself")
        }
        guard case .ecc(let ecc) = publicArea.key, ecc.curve == .p256, ecc.scheme == .ecdsaSHA256,
            let name = publicArea.name(TPMHash.digest)
        else { throw AttestationError(.unsupportedKey, "an attestation key is P-256 with ECDSA and SHA-256") }
        do {
            key = try P256.Signing.PublicKey(x963Representation: ecc.uncompressedPoint)
        } catch {
            throw AttestationError(.unsupportedKey, "the attestation key is not on its curve")
        }
        self.publicArea = publicArea
        self.name = name
    }

    /// Reads what the key signed.
    ///
    /// Refuses a signature that is not the key's, what the TPM did not make itself, another nonce than was given, and a
    /// clock that is older than `lastClock`.
    func verified(
        _ statement: SignedAttestation, nonce: [UInt8], after lastClock: TPMClock?
    ) throws(AttestationError) -> TPMAttestation {
        try checkSignature(statement)
        let attestation: TPMAttestation
        do {
            attestation = try TPMAttestation(bytes: statement.attested)
        } catch TPMError.notGenerated {
            throw AttestationError(.notGenerated, "what was signed was not made by the TPM itself")
        } catch {
            throw AttestationError(.malformed, "what was signed cannot be read: \(error)")
        }
        guard ConstantTime.equal(attestation.qualifyingData, nonce) else {
            throw AttestationError(.wrongNonce, "what was signed answers another question")
        }
        if let lastClock, let rollBack = attestation.clock.rollBack(since: lastClock) {
            throw AttestationError(.rolledBack, "the TPM's \(rollBack.rawValue) is behind what it was before")
        }
        return attestation
    }

    private func checkSignature(_ statement: SignedAttestation) throws(AttestationError) {
        let signature: TPMSignature
        do {
            signature = try TPMSignature(bytes: statement.signature)
        } catch {
            throw AttestationError(.malformed, "the signature cannot be read: \(error)")
        }
        guard case .ecdsa(.sha256, let r, let s) = signature, r.count <= 32, s.count <= 32,
            let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: Self.filled(r) + Self.filled(s)),
            key.isValidSignature(parsed, for: statement.attested)
        else { throw AttestationError(.badSignature, "the attestation key did not sign this") }
    }

    private static func filled(_ number: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0, count: 32 - number.count) + number
    }
}
