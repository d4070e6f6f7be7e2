import Crypto
import GatehouseModel

/// Seals secrets of other systems, which the server must present as they are, so that the database alone gives none away.
///
/// AES-256-GCM with a fresh nonce; the purpose is authenticated, so that a sealed secret opens under its own name only.
public struct SealingKey: Sendable {
    private let key: SymmetricKey

    /// A fresh key.
    public init() { key = SymmetricKey(size: .bits256) }

    /// Reads ``text``, with white space around it; anything else is `nil`.
    public init?(_ text: String) {
        guard let bytes = Hex.decode(text.filter { !$0.isWhitespace }), bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// The key itself in 64 hexadecimal digits, for the file that keeps it.
    public var text: String { key.withUnsafeBytes { Hex.encode($0) } }

    /// Nonce, ciphertext and tag in one; `nil` never happens for a key of 256 bits.
    public func seal(_ secret: [UInt8], for purpose: String) -> [UInt8]? {
        (try? AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8)))?.combined.map { Array($0) }
    }

    /// The secret, or `nil` when it was sealed under another key or purpose, or was changed.
    public func open(_ sealed: [UInt8], for purpose: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8))).map { Array($0) }
    }

    /// HMAC-SHA-256 over the message by a key that is made of this one for the purpose: 32 bytes.
    public func authenticate(_ message: [UInt8], for purpose: String) -> [UInt8] {
        let derived = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(purpose.utf8), outputByteCount: 32)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: derived))
    }
}
