/// The parameters and the point of a key on an elliptic curve.
public struct ECCKey: Hashable, Sendable {
    /// What protects children of a parent key; `nil` for a key that is no parent.
    public var symmetric: SymmetricCipher?
    /// The one signature scheme that the key is for; `nil` when the caller chooses.
    public var scheme: SigningScheme?
    /// The curve that the point is on.
    public var curve: TPMCurve
    /// The coordinates, most significant byte first; in a template, what makes one key differ from the next.
    public var x: [UInt8]
    /// The other coordinate.
    public var y: [UInt8]

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(
        symmetric: SymmetricCipher? = nil, scheme: SigningScheme? = nil, curve: TPMCurve, x: [UInt8], y: [UInt8]
    ) {
        self.symmetric = symmetric
        self.scheme = scheme
        self.curve = curve
        self.x = x
        self.y = y
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        symmetric = try SymmetricCipher.optional(from: &reader)
        scheme = try SigningScheme.optional(from: &reader)
        curve = TPMCurve(rawValue: try reader.number())
        guard let size = curve.coordinateSize else { throw .unsupported("curve", UInt64(curve.rawValue)) }
        let kdf: UInt16 = try reader.number()
        guard kdf == TPMAlgorithm.null.rawValue else { throw .unsupported("key derivation", UInt64(kdf)) }
        x = try reader.sized(atMost: size)
        y = try reader.sized(atMost: size)
    }

    func write(to writer: inout ByteWriter) {
        SymmetricCipher.write(symmetric, to: &writer)
        SigningScheme.write(scheme, to: &writer)
        writer.number(curve.rawValue)
        writer.number(TPMAlgorithm.null.rawValue)
        writer.sized(x)
        writer.sized(y)
    }

    /// The point as SEC 1 writes it, uncompressed: 04, x, y, each filled with zeros to its full length.
    public var uncompressedPoint: [UInt8] {
        let size = curve.coordinateSize ?? 0
        return [4] + Self.filled(x, to: size) + Self.filled(y, to: size)
    }

    private static func filled(_ number: [UInt8], to size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, size - number.count)) + number
    }
}
