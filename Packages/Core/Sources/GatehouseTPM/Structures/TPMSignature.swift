/// `TPMT_SIGNATURE` of a key that is handled here (TPM 2.0 part 2 §11.3.4).
public enum TPMSignature: Hashable, Sendable {
    /// The two numbers, most significant byte first, as long as the TPM wrote them.
    case ecdsa(hash: TPMAlgorithm, r: [UInt8], s: [UInt8])
    case rsassa(hash: TPMAlgorithm, [UInt8])
    case rsapss(hash: TPMAlgorithm, [UInt8])

    /// Largest signature that is read, in bytes.
    public static let sizeLimit = 600

    /// Reads one signature, and nothing else.
    public init(bytes: [UInt8]) throws(TPMError) {
        var reader = ByteReader(bytes)
        self = try TPMSignature(from: &reader)
        try reader.finish()
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        let algorithm = TPMAlgorithm(rawValue: try reader.number())
        switch algorithm {
        case .ecdsa:
            let hash = try TPMAlgorithm.hash(from: &reader)
            let r = try reader.sized(atMost: 66)
            self = .ecdsa(hash: hash, r: r, s: try reader.sized(atMost: 66))
        case .rsassa: self = .rsassa(hash: try .hash(from: &reader), try reader.sized(atMost: 512))
        case .rsapss: self = .rsapss(hash: try .hash(from: &reader), try reader.sized(atMost: 512))
        default: throw .unsupported("signature algorithm", UInt64(algorithm.rawValue))
        }
    }

    /// The structure as the TPM writes it.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .ecdsa(let hash, let r, let s):
            writer.number(TPMAlgorithm.ecdsa.rawValue)
            writer.number(hash.rawValue)
            writer.sized(r)
            writer.sized(s)
        case .rsassa(let hash, let signature):
            writer.number(TPMAlgorithm.rsassa.rawValue)
            writer.number(hash.rawValue)
            writer.sized(signature)
        case .rsapss(let hash, let signature):
            writer.number(TPMAlgorithm.rsapss.rawValue)
            writer.number(hash.rawValue)
            writer.sized(signature)
        }
        return writer.bytes
    }
}
