import GatehouseTPM

/// RSAES-OAEP (RFC 8017 §7.1) with a label, which swift-crypto does not offer.
///
/// Encryption only. The message is a seed that is used once; the time that the arithmetic takes does not depend on it
/// except by the last subtraction of each multiplication, which is done always and kept or not by a mask.
struct RSAEncryption {
    private let modulus: MontgomeryModulus
    private let exponent: UInt32
    private let size: Int

    /// Refuses an even modulus and one that is not as long as the key says.
    init(key: RSAKey) throws(AttestationError) {
        guard key.modulus.count == Int(key.bits / 8), let modulus = MontgomeryModulus(key.modulus) else {
            throw AttestationError(.unsupportedKey, "the endorsement key is no RSA key")
        }
        self.modulus = modulus
        exponent = key.publicExponent
        size = key.modulus.count
    }

    /// Encrypts `message`; `seed` is as many random bytes as the hash has.
    func encrypt(
        _ message: [UInt8], hash: TPMAlgorithm, label: [UInt8], seed: [UInt8]
    ) throws(AttestationError) -> [UInt8] {
        guard let labelHash = TPMHash.digest(hash, label), seed.count == labelHash.count,
            message.count <= size - 2 * labelHash.count - 2
        else { throw AttestationError(.failed, "the message does not fit the key") }
        let filling = [UInt8](repeating: 0, count: size - message.count - 2 * labelHash.count - 2)
        let block = labelHash + filling + [1] + message
        let maskedBlock = xor(block, Self.mask(hash, seed: seed, count: block.count))
        let maskedSeed = xor(seed, Self.mask(hash, seed: maskedBlock, count: seed.count))
        return modulus.power([0] + maskedSeed + maskedBlock, exponent)
    }

    /// MGF1 (RFC 8017 §B.2.1).
    private static func mask(_ hash: TPMAlgorithm, seed: [UInt8], count: Int) -> [UInt8] {
        var output = [UInt8]()
        var counter: UInt32 = 0
        while output.count < count {
            var block = ByteWriter()
            block.append(seed)
            block.number(counter)
            output += TPMHash.digest(hash, block.bytes) ?? []
            counter += 1
        }
        return Array(output.prefix(count))
    }

    private func xor(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { zip(left, right).map { $0 ^ $1 } }
}
