public import Crypto
import FoundationEssentials
public import GatehouseKeys
public import GatehouseTPM

/// A TPM made of keys in memory: signs what a TPM signs, and whatever else a test wants signed.
public struct TestTPM: Sendable {
    /// What the TPM says of its age.
    public var clock = TPMClock(milliseconds: 1_000_000, resetCount: 3, restartCount: 1, isSafe: true)
    /// What the registers hold.
    public var registers: PCRValues
    /// Public areas of the three keys; a test changes their attributes to make a bad TPM.
    public var endorsementKey: TPMPublic
    /// The key that signs quotes.
    public var attestationKey: TPMPublic
    /// The key that identifies the device.
    public var deviceKey: TPMPublic
    private let attestationSigner = P256.Signing.PrivateKey()

    /// Fresh keys, and registers 0 to 14 of SHA-256 filled with their number.
    public init() {
        registers = PCRValues(
            uniqueKeysWithValues: (0...14).map {
                (PCRPosition(hash: .sha256, register: $0), [UInt8](repeating: UInt8($0), count: 32))
            })
        endorsementKey = EndorsementTemplate.eccP256.publicArea.with(P256.Signing.PrivateKey().publicKey)
        attestationKey = TPMPublic.attestationKey(salt: []).with(attestationSigner.publicKey)
        deviceKey = TPMPublic.deviceKey.with(P256.Signing.PrivateKey().publicKey)
    }

    /// Quotes the registers of `selection` as they are.
    public func quote(
        nonce: [UInt8], selection: PCRSelection = QuoteChallenge.usualSelection, eventLog: [UInt8]? = nil
    ) -> QuoteEvidence {
        let values = selection.positions.map { registers[$0] ?? [] }
        let digest = TPMHash.digest(.sha256, values.flatMap(\.self)) ?? []
        return QuoteEvidence(
            statement: sign(statement(nonce, .quote(selection, digest: digest)).bytes),
            registers: PCRValues(uniqueKeysWithValues: zip(selection.positions, values)), eventLog: eventLog)
    }

    /// Certifies `key`, the device key unless another is given.
    public func certify(_ key: TPMPublic? = nil, nonce: [UInt8]) -> SignedAttestation {
        let name = (key ?? deviceKey).name(TPMHash.digest) ?? []
        return sign(statement(nonce, .certify(name: name, qualifiedName: name)).bytes)
    }

    /// Signs any bytes with the attestation key, as no TPM would.
    public func sign(_ bytes: [UInt8]) -> SignedAttestation {
        let signature = (try? attestationSigner.signature(for: bytes))?.rawRepresentation ?? Data()
        return SignedAttestation(
            attested: bytes,
            signature: TPMSignature.ecdsa(hash: .sha256, r: Array(signature.prefix(32)), s: Array(signature.suffix(32)))
                .bytes)
    }

    private func statement(_ nonce: [UInt8], _ claim: TPMAttestation.Claim) -> TPMAttestation {
        TPMAttestation(
            qualifiedSigner: attestationKey.name(TPMHash.digest) ?? [], qualifyingData: nonce, clock: clock,
            firmwareVersion: 7, claim: claim)
    }
}

extension TPMPublic {
    /// The same public area with another P-256 key in it.
    public func with(_ key: P256.Signing.PublicKey) -> TPMPublic {
        var copy = self
        guard case .ecc(var ecc) = copy.key else { return copy }
        ecc.x = Array(key.rawRepresentation.prefix(32))
        ecc.y = Array(key.rawRepresentation.suffix(32))
        copy.key = .ecc(ecc)
        return copy
    }
}
