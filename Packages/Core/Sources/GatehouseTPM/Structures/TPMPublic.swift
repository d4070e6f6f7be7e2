/// `TPMT_PUBLIC`: the public area of a key, RSA or on an elliptic curve (TPM 2.0 part 2 §12.2.4).
///
/// Objects that are no asymmetric keys are refused: nothing here has a use for them.
public struct TPMPublic: Hashable, Sendable {
    /// Largest public area that is read, in bytes.
    public static let sizeLimit = 1024

    /// What the key's name is made with.
    public var nameAlgorithm: TPMAlgorithm
    /// What the TPM promises of the key.
    public var attributes: ObjectAttributes
    /// The digest of the policy that authorises use; empty when there is none.
    public var policy: [UInt8]
    /// The key itself, by its kind.
    public var key: Key

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(nameAlgorithm: TPMAlgorithm, attributes: ObjectAttributes, policy: [UInt8] = [], key: Key) {
        self.nameAlgorithm = nameAlgorithm
        self.attributes = attributes
        self.policy = policy
        self.key = key
    }

    /// Reads one public area without the size before it, and nothing else.
    public init(bytes: [UInt8]) throws(TPMError) {
        var reader = ByteReader(bytes)
        self = try TPMPublic(from: &reader)
        try reader.finish()
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        let type = TPMAlgorithm(rawValue: try reader.number())
        nameAlgorithm = try .hash(from: &reader)
        attributes = ObjectAttributes(rawValue: try reader.number())
        policy = try reader.sized(atMost: 64)
        guard policy.isEmpty || policy.count == nameAlgorithm.digestSize else {
            throw .malformed("the policy is not as long as a digest")
        }
        switch type {
        case .rsa: key = .rsa(try RSAKey(from: &reader))
        case .ecc: key = .ecc(try ECCKey(from: &reader))
        default: throw .unsupported("type of object", UInt64(type.rawValue))
        }
    }

    /// The public area without a size before it.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.number(key.algorithm.rawValue)
        writer.number(nameAlgorithm.rawValue)
        writer.number(attributes.rawValue)
        writer.sized(policy)
        switch key {
        case .rsa(let key): key.write(to: &writer)
        case .ecc(let key): key.write(to: &writer)
        }
        return writer.bytes
    }

    /// The name that the TPM gives the key: the algorithm and the digest of the public area (part 1 §16).
    ///
    /// `nil` when `digest` does not know the algorithm.
    public func name(_ digest: TPMDigest) -> [UInt8]? {
        guard let hash = digest(nameAlgorithm, bytes) else { return nil }
        var writer = ByteWriter()
        writer.number(nameAlgorithm.rawValue)
        writer.append(hash)
        return writer.bytes
    }

    /// The key itself, by its kind.
    public enum Key: Hashable, Sendable {
        case rsa(RSAKey)
        case ecc(ECCKey)

        var algorithm: TPMAlgorithm {
            switch self {
            case .rsa: .rsa
            case .ecc: .ecc
            }
        }
    }
}
