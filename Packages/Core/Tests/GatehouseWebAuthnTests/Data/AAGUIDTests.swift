import GatehouseWebAuthn
import Testing

@Suite struct AAGUIDTests {
    @Test func `a model is written and read as a UUID`() throws {
        let text = "00010203-0405-0607-0809-0a0b0c0d0e0f"
        #expect(Samples.aaguid.description == text)
        #expect(AAGUID(text.uppercased()) == Samples.aaguid)
        #expect(!Samples.aaguid.isUnknown && Samples.unknownModel.isUnknown)
    }

    @Test(arguments: [
        "", "000102030405060708090a0b0c0d0e0f", "00010203-0405-0607-0809-0a0b0c0d0e0g", "-----", "0-0-0-0-0",
    ])
    func `another spelling is refused`(text: String) {
        #expect(AAGUID(text) == nil)
    }
}
