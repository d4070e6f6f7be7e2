import Crypto
import GatehouseModel

/// Secrets that people and machines carry as text; only their hashes are kept.
public enum Secret {
    /// A fresh secret of 160 bits: `prefix` and 32 characters of Crockford's base 32, in lower case.
    public static func random(prefix: String) -> String {
        prefix + text(characters: 32).lowercased()
    }

    /// A fresh secret of 260 bits: `prefix` and 52 characters of Crockford's base 32, in lower case.
    public static func long(prefix: String) -> String {
        prefix + text(characters: 52).lowercased()
    }

    /// SHA-256 of the bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// A fresh code of 125 bits that a person can read out: `GH-` and five groups of five characters.
    public static func randomCode() -> String {
        "GH-" + (0..<5).map { _ in text(characters: 5) }.joined(separator: "-")
    }

    /// What is kept of a secret: SHA-256 in hexadecimal.
    ///
    /// The secrets are random, so that no salt is needed.
    public static func hash(_ secret: String) -> String {
        Hex.encode(SHA256.hash(data: Array(secret.utf8)))
    }

    /// SHA-256 in hexadecimal of any text.
    public static func digest(_ text: String) -> String { hash(text) }

    private static func text(characters: Int) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var generator = SystemRandomNumberGenerator()
        return String((0..<characters).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] })
    }
}
