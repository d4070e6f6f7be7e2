import GatehouseWire
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `the vectors of RFC 4648 hold both ways`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func `all byte values survive`() {
        let bytes = (0...255).map(UInt8.init)
        for length in 0..<bytes.count {
            #expect(Base64.decode(Base64.encode(bytes[..<length])) == Array(bytes[..<length]))
        }
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Zm 9", "====", "Z===", "Zg==Zg==", "Zm9-"])
    func `a second spelling is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
