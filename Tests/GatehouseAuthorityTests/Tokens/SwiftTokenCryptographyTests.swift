import Crypto
import CryptoExtras
import GatehouseAuthority
import GatehouseOpenID
import GatehouseService
import Testing

@Suite struct SwiftTokenCryptographyTests {
    private let cryptography = SwiftTokenCryptography()
    private let message = Array("a message".utf8)

    @Test(arguments: SigningKey.Use.allCases)
    func `what a key of ours signs verifies with its public part, and with no other`(use: SigningKey.Use) throws {
        let made = try cryptography.makeKey(for: use)
        let signer = try cryptography.signer(for: use, id: "k", privateKey: made.privateKey)
        let signature = try signer.sign(message)
        let verifier = cryptography.verifier
        #expect(verifier.verify(signature: signature, of: message, by: made.publicKey, algorithm: use.algorithm))
        let other = try cryptography.makeKey(for: use).publicKey
        #expect(!verifier.verify(signature: signature, of: message, by: other, algorithm: use.algorithm))
        #expect(!verifier.verify(signature: signature, of: message + [0], by: made.publicKey, algorithm: use.algorithm))
        #expect(
            !verifier.verify(
                signature: signature.reversed(), of: message, by: made.publicKey, algorithm: use.algorithm))
    }

    @Test func `PS256 is taken with a salt as long as the hash, and EdDSA on Ed25519`() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try rsa.publicKey.getKeyPrimitives()
        let key = try JSONWebKey(
            .rsa(modulus: Array(numbers.modulus), exponent: Array(numbers.publicExponent.drop { $0 == 0 })), id: nil)
        let signature = Array(try rsa.signature(for: SHA256.hash(data: message), padding: .PSS).rawRepresentation)
        #expect(cryptography.verifier.verify(signature: signature, of: message, by: key, algorithm: .ps256))
        #expect(!cryptography.verifier.verify(signature: signature, of: message, by: key, algorithm: .rs256))
        let edwards = Curve25519.Signing.PrivateKey()
        let edwardsKey = try JSONWebKey(.ed25519(Array(edwards.publicKey.rawRepresentation)), id: nil)
        let edwardsSignature = Array(try edwards.signature(for: message))
        #expect(
            cryptography.verifier.verify(
                signature: edwardsSignature, of: message, by: edwardsKey, algorithm: .eddsa))
        #expect(
            !cryptography.verifier.verify(
                signature: edwardsSignature, of: message + [0], by: edwardsKey, algorithm: .eddsa))
    }

    @Test func `a point that is not on the curve, and an algorithm of another type, verify nothing`() throws {
        let off = try JSONWebKey(
            .p256(x: Array(repeating: 1, count: 32), y: Array(repeating: 1, count: 32)), id: nil)
        let signature = Array(repeating: UInt8(1), count: 64)
        #expect(!cryptography.verifier.verify(signature: signature, of: message, by: off, algorithm: .es256))
        let made = try cryptography.makeKey(for: .accessToken)
        #expect(!cryptography.verifier.verify(signature: signature, of: message, by: made.publicKey, algorithm: .eddsa))
    }
}
