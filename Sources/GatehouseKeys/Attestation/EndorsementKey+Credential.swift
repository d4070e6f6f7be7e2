import Crypto
import CryptoExtras
import FoundationEssentials
public import GatehouseTPM

extension EndorsementKey {
    /// How long the secret of a credential is, in bytes.
    public static let credentialSize = 32

    /// Encrypts a secret so that only the TPM with this endorsement key *and* an attestation key of this name reads it:
    /// `TPM2_MakeCredential` (TPM 2.0 part 1 §24), without a TPM.
    public func protect(
        _ secret: [UInt8], for attestationKey: AttestationKey
    ) throws(AttestationError) -> ProtectedCredential {
        let hash = publicArea.nameAlgorithm
        guard let size = hash.digestSize, secret.count <= size else {
            throw AttestationError(.failed, "the secret is longer than the endorsement key's digest")
        }
        let (seed, encryptedSeed) = try makeSeed(hash, size: size)
        var plain = ByteWriter()
        plain.sized(secret)
        let encrypted = try encrypt(plain.bytes, seed: seed, name: attestationKey.name)
        let key = try TPMKeyDerivation.fromKey(hash, key: seed, label: "INTEGRITY", bits: size * 8)
        guard let integrity = TPMHash.authenticationCode(hash, key: key, encrypted + attestationKey.name) else {
            throw AttestationError(.unsupportedKey, "the endorsement key's hash algorithm is not supported")
        }
        var object = ByteWriter()
        object.sized(integrity)
        object.append(encrypted)
        return ProtectedCredential(identityObject: object.bytes, encryptedSeed: encryptedSeed)
    }

    /// AES in cipher feedback mode from a zero vector: the key is used for this one message.
    private func encrypt(_ plain: [UInt8], seed: [UInt8], name: [UInt8]) throws(AttestationError) -> [UInt8] {
        let cipher =
            switch publicArea.key {
            case .ecc(let key): key.symmetric
            case .rsa(let key): key.symmetric
            }
        guard let cipher else {
            throw AttestationError(.unsupportedKey, "the endorsement key has no symmetric algorithm")
        }
        let key = try TPMKeyDerivation.fromKey(
            publicArea.nameAlgorithm, key: seed, label: "STORAGE", context: name, bits: Int(cipher.keyBits))
        do {
            let vector = try AES._CFB.IV(ivBytes: [UInt8](repeating: 0, count: 16))
            return Array(try AES._CFB.encrypt(plain, using: SymmetricKey(data: key), iv: vector))
        } catch {
            throw AttestationError(.failed, "the credential cannot be encrypted")
        }
    }

    private func makeSeed(
        _ hash: TPMAlgorithm, size: Int
    ) throws(AttestationError) -> (seed: [UInt8], encrypted: [UInt8]) {
        switch publicArea.key {
        case .rsa(let key):
            let seed = Self.random(size)
            let label = Array(Self.label.utf8) + [0]
            let encrypted = try RSAEncryption(key: key).encrypt(seed, hash: hash, label: label, seed: Self.random(size))
            return (seed, encrypted)
        case .ecc(let key):
            let (secret, point) = try Self.agree(key)
            let half = point.count / 2
            let recipient = key.uncompressedPoint.dropFirst().prefix(half)
            let seed = try TPMKeyDerivation.fromAgreement(
                hash, secret: secret, label: Self.label, sender: Array(point.prefix(half)), recipient: Array(recipient),
                bits: size * 8)
            var encrypted = ByteWriter()
            encrypted.sized(point.prefix(half))
            encrypted.sized(point.suffix(half))
            return (seed, encrypted.bytes)
        }
    }

    /// Diffie-Hellman with a fresh key: the secret, and the fresh key's x and y.
    private static func agree(_ key: ECCKey) throws(AttestationError) -> (secret: [UInt8], point: [UInt8]) {
        do {
            if key.curve == .p384 {
                let fresh = P384.KeyAgreement.PrivateKey()
                let peer = try P384.KeyAgreement.PublicKey(x963Representation: key.uncompressedPoint)
                let secret = try fresh.sharedSecretFromKeyAgreement(with: peer)
                return (secret.withUnsafeBytes(Array.init), Array(fresh.publicKey.rawRepresentation))
            }
            let fresh = P256.KeyAgreement.PrivateKey()
            let peer = try P256.KeyAgreement.PublicKey(x963Representation: key.uncompressedPoint)
            let secret = try fresh.sharedSecretFromKeyAgreement(with: peer)
            return (secret.withUnsafeBytes(Array.init), Array(fresh.publicKey.rawRepresentation))
        } catch {
            throw AttestationError(.unsupportedKey, "the endorsement key is not on its curve")
        }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static let label = "IDENTITY"
}
