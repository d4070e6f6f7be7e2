import GatehouseModel
import GatehouseTPM
import Testing

/// The bytes of commands are those of TPM 2.0 part 3; that a TPM takes them is tested where there is one.
@Suite struct TPMCommandTests {
    private let key = TPMHandle(rawValue: 0x8000_0001)

    @Test func `a command without authorisation is a tag, a size, a code and its handles`() {
        #expect(Hex.encode(ReadPublic(object: key).bytes) == "80010000000e0000017380000001")
        #expect(Hex.encode(FlushContext(handle: key).bytes) == "80010000000e0000016580000001")
    }

    @Test func `a command with authorisation has it between handles and parameters`() {
        let quote = Quote(signer: key, nonce: [0xAA, 0xBB], selection: PCRSelection(.sha256, [0]))
        #expect(
            Hex.encode(quote.bytes) == "80020000002b000001588000000100000009400000090000000000"
                + "0002aabb0010" + "00000001000b03010000")
    }

    @Test func `each handle of a certification has its own authorisation`() {
        let bytes = Certify(object: key, signer: TPMHandle(rawValue: 0x8000_0002), nonce: []).bytes
        #expect(
            Hex.encode(bytes) == "80020000002c00000148" + "8000000180000002" + "00000012"
                + "400000090000000000" + "400000090000000000" + "0000" + "0010")
    }

    @Test func `an answer with a code is a refusal that has a name`() {
        let bytes: [UInt8] = [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x8B]
        let refused = TPMError.refused(TPMResponseCode(rawValue: 0x18B))
        #expect(throws: refused) { try ReadPublic(object: key).answer(from: bytes) }
        #expect("\(refused)" == "the TPM answered `handle` for handle 1")
    }

    @Test(
        arguments: [
            (0x000, "`success`"), (0x98E, "`auth_fail` for session 1"), (0x922, "`retry`"), (0x902, "`object_memory`"),
            (0x1DF, "`integrity` for parameter 1"), (0x121, "`exclusive`"), (0x7F, "`0x7f`"),
        ] as [(UInt32, String)])
    func `a response code says what it is about`(_ code: UInt32, _ text: String) {
        #expect("\(TPMResponseCode(rawValue: code))" == text)
    }

    @Test func `an answer that is longer or shorter than it says is refused`() {
        let bytes: [UInt8] = [0x80, 0x01, 0, 0, 0, 11, 0, 0, 0, 0]
        #expect(throws: TPMError.malformed("the answer is not as long as it says")) {
            try FlushContext(handle: key).answer(from: bytes)
        }
    }

    @Test func `an answer without the authorisation that was asked for is refused`() {
        let bytes: [UInt8] = [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0, 0]
        #expect(throws: TPMError.malformed("the answer is to another command")) {
            try Sign(key: key, digest: []).answer(from: bytes)
        }
    }

    @Test func `registers that were not selected are not taken`() {
        let parameters = "00000001" + "00000001000b03010000" + "00000002" + "0000" + "0000"
        #expect(throws: TPMError.malformed("other registers than selected")) {
            try ReadPCRs(selection: PCRSelection(.sha256, [0])).answer(from: answer(parameters))
        }
    }

    @Test func `the maker's letters are text without filling`() throws {
        let parameters = "00" + "00000006" + "00000003" + "0000010549465800" + "0000010653574241" + "0000010b00070055"
        let properties = try ReadProperties().answer(from: answer(parameters))
        #expect(properties.manufacturer == "IFX" && properties.vendor == "SWBA")
        #expect(properties.firmwareVersion == 0x0007_0055_0000_0000)
    }

    @Test func `a message longer than any TPM takes is refused before it is read`() {
        #expect(throws: TPMError.tooLarge(limit: TPMMessage.sizeLimit)) {
            try TPMMessage.size(header: [0x80, 0x01, 0x7F, 0xFF, 0xFF, 0xFF])
        }
        #expect(throws: TPMError.endsEarly) { try TPMMessage.size(header: [0x80, 0x01, 0, 0, 0, 9]) }
    }

    private func answer(_ parameters: String) -> [UInt8] {
        let body = Hex.decode(parameters) ?? []
        return [0x80, 0x01, 0, 0, 0, UInt8(body.count + 10), 0, 0, 0, 0] + body
    }
}
