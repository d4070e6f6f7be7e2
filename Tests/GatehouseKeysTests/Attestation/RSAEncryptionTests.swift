import Crypto
import CryptoExtras
import Foundation
@testable import GatehouseKeys
import GatehouseTPM
import Testing

@Suite struct RSAEncryptionTests {
    @Test(arguments: [2048, 3072])
    func `another implementation decrypts what was encrypted`(_ bits: Int) throws {
        let key = try _RSA.Encryption.PrivateKey(keySize: bits == 2048 ? .bits2048 : .bits3072)
        let modulus = Array(try #require(key.publicKey.modulus))
        let encryption = try RSAEncryption(key: RSAKey(bits: UInt16(bits), modulus: modulus))
        for round in UInt8(0)..<8 {
            let message = [UInt8](repeating: round &* 37, count: Int(round) * 11)
            let encrypted = try encryption.encrypt(
                message, hash: .sha256, label: [], seed: [UInt8](repeating: round, count: 32))
            #expect(Array(try key.decrypt(encrypted, padding: .PKCS1_OAEP_SHA256)) == message)
        }
    }

    @Test func `a message that does not fit is refused`() throws {
        let key = try _RSA.Encryption.PrivateKey(keySize: .bits2048)
        let encryption = try RSAEncryption(
            key: RSAKey(bits: 2048, modulus: Array(try #require(key.publicKey.modulus))))
        let code = #expect(throws: AttestationError.self) {
            try encryption.encrypt(
                [UInt8](repeating: 0, count: 191), hash: .sha256, label: [], seed: [UInt8](repeating: 0, count: 32))
        }?.code
        #expect(code == .failed)
    }

    @Test(arguments: [[], [0x80], [UInt8](repeating: 0xFE, count: 256), [UInt8](repeating: 1, count: 256)])
    func `a modulus that is none is refused`(_ modulus: [UInt8]) {
        #expect(throws: AttestationError.self) { try RSAEncryption(key: RSAKey(bits: 2048, modulus: modulus)) }
    }

    @Test func `the greatest modulus there is reduces as it should`() throws {
        // n = 2^64 − 1: powers of two come round again every 64.
        let modulus = try #require(MontgomeryModulus([UInt8](repeating: 0xFF, count: 8)))
        #expect(modulus.power([0, 0, 0, 0, 0, 0, 0, 2], 65) == [0, 0, 0, 0, 0, 0, 0, 2])
        #expect(modulus.power([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE], 2) == [0, 0, 0, 0, 0, 0, 0, 1])
    }
}

extension _RSA.Encryption.PublicKey {
    /// The modulus, cut out of PKCS#1 by its known length.
    fileprivate var modulus: Data? {
        let count = keySizeInBits / 8
        return pkcs1DERRepresentation.dropLast(5).suffix(count)
    }
}
