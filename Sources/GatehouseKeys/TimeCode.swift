import Crypto

/// The codes of authenticator applications (RFC 6238): six digits from HMAC-SHA-1, a new one every 30 seconds.
public enum TimeCode {
    /// Seconds that a code is shown.
    public static let period: Int64 = 30

    /// The step of time that a second since 1970 is in.
    public static func step(atSecond second: Int64) -> Int64 { second / period }

    /// The code of a step.
    public static func code(_ key: [UInt8], step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
        let hash = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let offset = Int(hash[19] & 0xF)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step whose code this is, of the current one and one to either side; `nil` when it is none of them.
    public static func step(of code: String, _ key: [UInt8], atSecond second: Int64) -> Int64? {
        let now = step(atSecond: second)
        var found: Int64?
        // All three are compared, so that the time tells nothing.
        for step in now - 1...now + 1 where ConstantTime.equal(self.code(key, step: step), code) { found = step }
        return found
    }

    /// A key in base 32 (RFC 4648 §6) without padding, as applications want it typed.
    public static func text(ofKey key: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var buffer: UInt32 = 0
        var bits = 0
        for byte in key {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return text
    }
}
