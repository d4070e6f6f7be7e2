import GatehouseWire
import Testing

@Suite struct Base64URLTests {
    @Test func `all byte values survive without padding`() {
        let bytes = (0...255).map(UInt8.init)
        for length in 0..<bytes.count {
            let text = Base64.encodeURL(bytes[..<length])
            #expect(!text.contains { "+/=".contains($0) })
            #expect(Base64.decodeURL(text) == Array(bytes[..<length]))
        }
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9=", "+/8", "Zm 9", "Zm9vY", "\u{E9}"])
    func `a second spelling is refused`(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }
}
