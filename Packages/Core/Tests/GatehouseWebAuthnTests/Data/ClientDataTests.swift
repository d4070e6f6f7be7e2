import GatehouseWebAuthn
import Testing

@Suite struct ClientDataTests {
    private func refusal(_ text: String) -> WebAuthnError.Code? {
        #expect(throws: WebAuthnError.self) { try ClientData(bytes: Array(text.utf8)) }?.code
    }

    @Test func `members that are not known are ignored`() throws {
        let text = #"{"type":"webauthn.get","challenge":"AA","origin":"https://a","x":{"y":[1]},"crossOrigin":true}"#
        let data = try ClientData(bytes: Array(text.utf8))
        #expect(data.type == "webauthn.get" && data.isCrossOrigin && data.topOrigin == nil)
    }

    @Test(arguments: [
        #"{"type":"a","type":"webauthn.get","challenge":"AA","origin":"https://a"}"#, #"{"type":"a","challenge":"b"}"#,
        #"{"type":1,"challenge":"b","origin":"c"}"#, #"{"type":"a","challenge":"b","origin":"c","crossOrigin":"true"}"#,
        #"{"type":"a","challenge":"b","origin":"c","crossOrigin":null}"#, "[]", "", "{}",
        #"{"type":"a","challenge":"b","origin":"c","topOrigin":null}"#,
        "\u{FEFF}" + #"{"type":"a","challenge":"b","origin":"c"}"#, #"{"type":"a","challenge":"b","origin":"c"} x"#,
        #"{"type":"a","challenge":"b","origin":"c","x":"\#(String(repeating: "y", count: 9000))"}"#,
    ])
    func `what is not exactly an object of texts is refused`(text: String) {
        #expect(refusal(text) == .clientDataMalformed)
    }
}
