import Crypto
public import GatehouseTPM

/// The hash algorithms that TPMs have banks and names in.
public enum TPMHash {
    /// The digest of `bytes`; `nil` for an algorithm that is not handled.
    ///
    /// SHA-1 is there because firmware still fills its bank; nothing signed with it is accepted.
    public static func digest(_ algorithm: TPMAlgorithm, _ bytes: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        default: nil
        }
    }

    /// HMAC of `bytes` with SHA-256 or SHA-384; `nil` for another algorithm.
    static func authenticationCode(_ algorithm: TPMAlgorithm, key: [UInt8], _ bytes: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
        default: nil
        }
    }
}
