import GatehouseWebAuthn
import GatehouseWire
import Testing

@Suite struct OptionsJSONTests {
    @Test func `registration options are what browsers parse`() throws {
        let options = try RegistrationOptions(
            relyingParty: Samples.relyingParty,
            user: UserEntity(handle: try UserHandle([1, 2, 3]), name: "ada", displayName: "Ada"),
            challenge: try Challenge([UInt8](repeating: 0xFF, count: 16)), timeout: 60_000,
            excludedCredentials: [
                CredentialDescriptor(
                    id: try CredentialID([9]), transports: ["usb", "internal"].compactMap(AuthenticatorTransport.init))
            ],
            attachment: .platform, attestation: .direct, hints: [.clientDevice, .hybrid])
        let expected =
            #"{"rp":{"id":"example.org","name":"Example"},"user":{"id":"AQID","name":"ada","displayName":"Ada"},"#
            + #""challenge":"_____________________w","pubKeyCredParams":[{"type":"public-key","alg":-7},"#
            + #"{"type":"public-key","alg":-8},{"type":"public-key","alg":-257}],"timeout":60000,"#
            + #""excludeCredentials":[{"type":"public-key","id":"CQ","transports":["usb","internal"]}],"#
            + #""authenticatorSelection":{"authenticatorAttachment":"platform","residentKey":"required","#
            + #""requireResidentKey":true,"userVerification":"required"},"hints":["client-device","hybrid"],"#
            + #""attestation":"direct","extensions":{"credProps":true}}"#
        #expect(String(decoding: options.json.serialised(), as: UTF8.self) == expected)
    }

    @Test func `authentication options are what browsers parse`() throws {
        let options = AuthenticationOptions(
            relyingParty: Samples.relyingParty, challenge: try Challenge([UInt8](repeating: 0, count: 16)),
            hints: [.securityKey])
        let expected =
            #"{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","timeout":300000,"rpId":"example.org","allowCredentials":[],"#
            + #""userVerification":"required","hints":["security-key"]}"#
        #expect(String(decoding: options.json.serialised(), as: UTF8.self) == expected)
    }

    @Test(arguments: ["", "USB", "us b", String(repeating: "a", count: 33)])
    func `what is no word is no transport`(text: String) {
        #expect(AuthenticatorTransport(rawValue: text) == nil)
    }
}
