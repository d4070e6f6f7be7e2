/// A `TPM_ALG_ID` (TCG algorithm registry).
public struct TPMAlgorithm: RawRepresentable, Hashable, Sendable {
    /// The number in the specification.
    public var rawValue: UInt16

    /// Takes any number: those without a name here are kept as they are.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// RSA keys.
    public static let rsa = TPMAlgorithm(rawValue: 0x0001)
    /// Only for banks that firmware fills; nothing signed with it is accepted.
    public static let sha1 = TPMAlgorithm(rawValue: 0x0004)
    /// The Advanced Encryption Standard.
    public static let aes = TPMAlgorithm(rawValue: 0x0006)
    /// SHA-2 with 256 bits.
    public static let sha256 = TPMAlgorithm(rawValue: 0x000B)
    /// SHA-2 with 384 bits.
    public static let sha384 = TPMAlgorithm(rawValue: 0x000C)
    /// SHA-2 with 512 bits.
    public static let sha512 = TPMAlgorithm(rawValue: 0x000D)
    /// "No algorithm", where one may be left out.
    public static let null = TPMAlgorithm(rawValue: 0x0010)
    /// RSA signatures of PKCS#1 version 1.5.
    public static let rsassa = TPMAlgorithm(rawValue: 0x0014)
    /// RSA signatures with a random salt.
    public static let rsapss = TPMAlgorithm(rawValue: 0x0016)
    /// Signatures on elliptic curves.
    public static let ecdsa = TPMAlgorithm(rawValue: 0x0018)
    /// Keys on elliptic curves.
    public static let ecc = TPMAlgorithm(rawValue: 0x0023)
    /// Cipher feedback mode.
    public static let cfb = TPMAlgorithm(rawValue: 0x0043)

    /// The length of a digest in bytes; `nil` when this is no hash algorithm that is handled here.
    public var digestSize: Int? {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        default: nil
        }
    }

    /// The name in text: `sha256`; a number when it has none here.
    public var name: String { Self.names[self] ?? "0x" + String(rawValue, radix: 16) }

    /// Reads an algorithm, which must be a hash that is handled here.
    static func hash(from reader: inout ByteReader) throws(TPMError) -> TPMAlgorithm {
        let algorithm = TPMAlgorithm(rawValue: try reader.number())
        guard algorithm.digestSize != nil else { throw .unsupported("hash algorithm", UInt64(algorithm.rawValue)) }
        return algorithm
    }

    private static let names: [TPMAlgorithm: String] = [
        .rsa: "rsa", .sha1: "sha1", .aes: "aes", .sha256: "sha256", .sha384: "sha384", .sha512: "sha512",
        .null: "null", .rsassa: "rsassa", .rsapss: "rsapss", .ecdsa: "ecdsa", .ecc: "ecc", .cfb: "cfb",
    ]
}

/// Hashes bytes with an algorithm, or answers `nil` when it does not know the algorithm.
///
/// The structures here need hashes for names and for replaying event logs, and have no cryptography of their own.
public typealias TPMDigest = (TPMAlgorithm, [UInt8]) -> [UInt8]?
