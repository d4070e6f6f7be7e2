import GatehouseKeys
import Testing

@Suite struct TimeCodeTests {
    private static let key = Array("12345678901234567890".utf8)

    /// RFC 6238, appendix B, the last six of eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `the codes are those of the standard`(second: Int64, code: String) {
        #expect(TimeCode.code(Self.key, step: TimeCode.step(atSecond: second)) == code)
        #expect(TimeCode.step(of: code, Self.key, atSecond: second + 30) == TimeCode.step(atSecond: second))
        #expect(TimeCode.step(of: code, Self.key, atSecond: second + 60) == nil)
    }

    @Test func `a key is written in base 32`() {
        #expect(TimeCode.text(ofKey: Self.key) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(TimeCode.text(ofKey: [0xFF]) == "74")
    }

    @Test func `a password matches what was made of it, and nothing else does`() throws {
        let text = try #require(PasswordHash.make("secret", salt: [1, 2, 3], .init(logN: 10)))
        #expect(text.hasPrefix("scrypt$10$8$1$010203$"))
        #expect(PasswordHash.matches("secret", text))
        #expect(!PasswordHash.matches("Secret", text))
        #expect(!PasswordHash.matches("secret", "scrypt$10$8$1$010203$"))
        #expect(!PasswordHash.matches("secret", ""))
    }
}
