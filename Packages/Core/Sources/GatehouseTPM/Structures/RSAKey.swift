/// The parameters and the modulus of an RSA key.
public struct RSAKey: Hashable, Sendable {
    /// What protects children of a parent key; `nil` for a key that is no parent.
    public var symmetric: SymmetricCipher?
    /// The one signature scheme that the key is for; `nil` when the caller chooses.
    public var scheme: SigningScheme?
    /// The length of the modulus in bits.
    public var bits: UInt16
    /// As the TPM writes it: zero is 65,537.
    public var exponent: UInt32
    /// The modulus, most significant byte first; in a template, what makes one key differ from the next.
    public var modulus: [UInt8]

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(
        symmetric: SymmetricCipher? = nil, scheme: SigningScheme? = nil, bits: UInt16, exponent: UInt32 = 0,
        modulus: [UInt8]
    ) {
        self.symmetric = symmetric
        self.scheme = scheme
        self.bits = bits
        self.exponent = exponent
        self.modulus = modulus
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        symmetric = try SymmetricCipher.optional(from: &reader)
        scheme = try SigningScheme.optional(from: &reader)
        bits = try reader.number()
        guard [1024, 2048, 3072, 4096].contains(bits) else { throw .unsupported("RSA key size", UInt64(bits)) }
        exponent = try reader.number()
        modulus = try reader.sized(atMost: Int(bits / 8))
    }

    func write(to writer: inout ByteWriter) {
        SymmetricCipher.write(symmetric, to: &writer)
        SigningScheme.write(scheme, to: &writer)
        writer.number(bits)
        writer.number(exponent)
        writer.sized(modulus)
    }

    /// The public exponent as a number.
    public var publicExponent: UInt32 { exponent == 0 ? 65_537 : exponent }
}
