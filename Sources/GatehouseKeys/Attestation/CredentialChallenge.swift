import Crypto
import GatehouseModel
public import GatehouseTPM

/// The question whether two keys are in the same TPM: made for a device, kept until it answers, answered once.
public struct CredentialChallenge: Sendable {
    /// What the device gets.
    public let credential: ProtectedCredential
    /// SHA-256 of the secret in hexadecimal: what is kept.
    public let secretHash: String
    /// What the TPM signs along with its first quote and with the certification of its device key.
    public let nonce: [UInt8]

    /// Makes a secret and a nonce from the system's random numbers.
    public init(endorsementKey: EndorsementKey, attestationKey: AttestationKey) throws(AttestationError) {
        let secret = Self.random()
        credential = try endorsementKey.protect(secret, for: attestationKey)
        secretHash = Hex.encode(SHA256.hash(data: secret))
        nonce = Self.random()
    }

    /// Refuses any secret but the one in the credential: its TPM does not have both keys.
    public static func check(_ secret: [UInt8], secretHash: String) throws(AttestationError) {
        guard ConstantTime.equal(Hex.encode(SHA256.hash(data: secret)), secretHash) else {
            throw AttestationError(.wrongCredential, "the TPM did not read the credential that was made for it")
        }
    }

    /// A fresh nonce of 32 bytes, for a quote.
    public static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<EndorsementKey.credentialSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
