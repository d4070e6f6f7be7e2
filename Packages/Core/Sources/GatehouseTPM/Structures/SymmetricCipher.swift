/// `TPMT_SYM_DEF_OBJECT` of a parent key: AES in cipher feedback mode, the only one that the profiles have.
public struct SymmetricCipher: Hashable, Sendable {
    /// The length of the key in bits.
    public var keyBits: UInt16

    /// AES with 128 bits.
    public static let aes128 = SymmetricCipher(keyBits: 128)
    /// AES with 256 bits.
    public static let aes256 = SymmetricCipher(keyBits: 256)

    static func optional(from reader: inout ByteReader) throws(TPMError) -> SymmetricCipher? {
        let algorithm = TPMAlgorithm(rawValue: try reader.number())
        if algorithm == .null { return nil }
        guard algorithm == .aes else { throw .unsupported("symmetric algorithm", UInt64(algorithm.rawValue)) }
        let bits: UInt16 = try reader.number()
        guard [128, 192, 256].contains(bits) else { throw .unsupported("AES key size", UInt64(bits)) }
        let mode = TPMAlgorithm(rawValue: try reader.number())
        guard mode == .cfb else { throw .unsupported("AES mode", UInt64(mode.rawValue)) }
        return SymmetricCipher(keyBits: bits)
    }

    static func write(_ cipher: SymmetricCipher?, to writer: inout ByteWriter) {
        guard let cipher else {
            writer.number(TPMAlgorithm.null.rawValue)
            return
        }
        writer.number(TPMAlgorithm.aes.rawValue)
        writer.number(cipher.keyBits)
        writer.number(TPMAlgorithm.cfb.rawValue)
    }
}
