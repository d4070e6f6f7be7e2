import GatehouseFuzzing
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct RefreshTokenTests {
    private func authenticate(_ message: [UInt8]) -> [UInt8] { ReferenceSHA256.hash([1, 2, 3] + message) }

    private func token(seed: UInt64 = 1) -> RefreshToken {
        var random = SeededGenerator(seed: seed)
        return RefreshToken(using: &random)
    }

    @Test func `a token is read as it was written`() throws {
        #expect(token().text.utf8.count == 66)
        #expect(try RefreshToken(token().text) == token())
        #expect(token(seed: 2) != token())
    }

    @Test func `a successor is of the same family, and the same each time`() throws {
        let (first, hash) = (token(), ReferenceSHA256.hash)
        let next = first.successor(authenticate: authenticate)
        #expect(next == first.successor(authenticate: authenticate))
        #expect(next.familyHash(by: hash) == first.familyHash(by: hash))
        #expect(next.hash(by: hash) != first.hash(by: hash))
        #expect(next.successor(authenticate: authenticate) != next)
        #expect(try RefreshToken(next.text) == next)
        #expect(first.successor { ReferenceSHA256.hash([9] + $0) } != next)
        #expect(token(seed: 2).familyHash(by: hash) != first.familyHash(by: hash))
    }

    @Test func `what is no token is one that is not known`() {
        let (id, secret) = (Base64.encodeURL([UInt8](repeating: 1, count: 16)), String(repeating: "A", count: 43))
        #expect(refusal { try RefreshToken("\(id).\(secret)") } == nil)
        for text in [
            "", ".", "\(id)", "\(id).", ".\(secret)", "\(secret).\(id)", "\(id).\(secret).", "\(id).\(secret)=",
            "\(id).\(secret) ", "\(id).\(secret.dropLast())", "\(id).\(secret.dropLast())B",
            "\(id).\(secret)" + String(repeating: "A", count: 4096),
        ] {
            #expect(refusal { try RefreshToken(text) } == .refreshTokenUnknown, "\(text)")
        }
    }
}
