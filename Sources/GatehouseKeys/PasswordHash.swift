import Crypto
import CryptoExtras
import GatehouseModel

/// What is kept of a password: scrypt (RFC 7914) with its costs and a salt of its own, in one text.
public enum PasswordHash {
    /// How dear it is to try one password.
    public struct Cost: Hashable, Sendable {
        /// Binary logarithm of N; memory is `2^logN * 1024` bytes with the block size of 8.
        public var logN: Int

        /// Between 2^10, for tests, and 2^20.
        public init(logN: Int) { self.logN = min(max(logN, 10), 20) }

        /// 32 MiB and about a tenth of a second.
        public static let usual = Cost(logN: 15)
    }

    /// The text for a password: `scrypt$15$8$1$salt$hash`, salt and hash in hexadecimal; `nil` when memory is short.
    public static func make(_ password: String, salt: [UInt8], _ cost: Cost = .usual) -> String? {
        derive(password, salt, logN: cost.logN).map {
            "scrypt$\(cost.logN)$8$1$\(Hex.encode(salt))$\(Hex.encode($0))"
        }
    }

    /// Whether the text was made for the password; takes as long for a wrong one.
    public static func matches(_ password: String, _ text: String) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let logN = Int(parts[1]), (10...20).contains(logN),
            parts[2] == "8", parts[3] == "1", let salt = Hex.decode(parts[4]), let wanted = Hex.decode(parts[5]),
            let found = derive(password, salt, logN: logN)
        else { return false }
        return ConstantTime.equal(found, wanted)
    }

    private static func derive(_ password: String, _ salt: [UInt8], logN: Int) -> [UInt8]? {
        let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << logN, blockSize: 8,
            parallelism: 1, maxMemory: (1 << logN) * 1024 + (8 << 20))
        return key?.withUnsafeBytes { Array($0) }
    }
}
