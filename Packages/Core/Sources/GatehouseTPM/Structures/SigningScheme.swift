/// `TPMT_SIG_SCHEME`: how a key signs, and the hash that it signs.
public struct SigningScheme: Hashable, Sendable {
    /// How the key signs.
    public var algorithm: TPMAlgorithm
    /// The hash algorithm.
    public var hash: TPMAlgorithm

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(algorithm: TPMAlgorithm, hash: TPMAlgorithm) {
        self.algorithm = algorithm
        self.hash = hash
    }

    /// ECDSA over SHA-256.
    public static let ecdsaSHA256 = SigningScheme(algorithm: .ecdsa, hash: .sha256)

    static func optional(from reader: inout ByteReader) throws(TPMError) -> SigningScheme? {
        let algorithm = TPMAlgorithm(rawValue: try reader.number())
        switch algorithm {
        case .null: return nil
        case .ecdsa, .rsassa, .rsapss: return SigningScheme(algorithm: algorithm, hash: try .hash(from: &reader))
        default: throw .unsupported("scheme", UInt64(algorithm.rawValue))
        }
    }

    static func write(_ scheme: SigningScheme?, to writer: inout ByteWriter) {
        writer.number((scheme?.algorithm ?? .null).rawValue)
        if let scheme { writer.number(scheme.hash.rawValue) }
    }
}
