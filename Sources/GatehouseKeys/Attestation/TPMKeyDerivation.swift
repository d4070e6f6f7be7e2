import GatehouseTPM

/// The key derivation functions of TPM 2.0 (part 1 §11.4.10).
enum TPMKeyDerivation {
    /// `KDFa`: from a secret, by HMAC in counter mode (SP 800-108).
    static func fromKey(
        _ hash: TPMAlgorithm, key: [UInt8], label: String, context: [UInt8] = [], bits: Int
    ) throws(AttestationError) -> [UInt8] {
        try expand(bits) { counter in
            var block = ByteWriter()
            block.number(counter)
            block.append(Array(label.utf8) + [0] + context)
            block.number(UInt32(bits))
            return TPMHash.authenticationCode(hash, key: key, block.bytes)
        }
    }

    /// `KDFe`: from a Diffie-Hellman secret and the two parties' coordinates (SP 800-56A).
    static func fromAgreement(
        _ hash: TPMAlgorithm, secret: [UInt8], label: String, sender: [UInt8], recipient: [UInt8], bits: Int
    ) throws(AttestationError) -> [UInt8] {
        try expand(bits) { counter in
            var block = ByteWriter()
            block.number(counter)
            block.append(secret + Array(label.utf8) + [0] + sender + recipient)
            return TPMHash.digest(hash, block.bytes)
        }
    }

    private static func expand(_ bits: Int, _ block: (UInt32) -> [UInt8]?) throws(AttestationError) -> [UInt8] {
        var output = [UInt8]()
        var counter: UInt32 = 1
        while output.count < bits / 8 {
            guard let next = block(counter) else {
                throw AttestationError(.unsupportedKey, "the endorsement key's hash algorithm is not supported")
            }
            output += next
            counter += 1
        }
        return Array(output.prefix(bits / 8))
    }
}
