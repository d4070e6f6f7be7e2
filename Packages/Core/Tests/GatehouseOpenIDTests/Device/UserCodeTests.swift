import GatehouseFuzzing
import GatehouseOpenID
import Testing

@Suite struct UserCodeTests {
    @Test(arguments: ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "W.D.J.B_M.J.H.T", "WDJ8-MJHT", "WDJB–MJHT\u{A0}"])
    func `RFC 8628's code is met however it is typed`(text: String) throws {
        #expect(try UserCode(typed: text).description == "WDJB-MJHT")
    }

    @Test func `what looks like a letter is taken for it`() throws {
        #expect(try UserCode(typed: "8650-12iu").letters == "BGSQLZLV")
    }

    @Test(arguments: ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJHÄ", "ＷDJB-MJHT", "3DJB-MJHT"])
    func `anything else is refused`(text: String) {
        #expect(refusal { try UserCode(typed: text) } == .userCodeMalformed)
        #expect(refusal { try UserCode(typed: "WDJBMJHT" + String(repeating: " ", count: 64)) } == .userCodeMalformed)
    }

    @Test func `codes by chance are read as they are shown, and use all letters`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xC0DE))
        var seen = Set<Character>()
        for _ in 0..<200 {
            let code = UserCode(using: &random)
            #expect(try UserCode(typed: code.description) == code)
            seen.formUnion(code.letters)
        }
        #expect(String(seen.sorted()) == "BCDFGHJKLMNPQRSTVWXZ")
    }
}
