import GatehouseWebAuthn
import GatehouseWire
import Testing

@Suite struct ResponseTests {
    private static let client = ("clientDataJSON", Array("{}".utf8))
    private static let object = ("attestationObject", [UInt8]([0xA0]))

    @Test func `transports and discoverability are read, and what is not known is kept or ignored`() throws {
        let text = String(decoding: Samples.json(id: [1], [Self.client, Self.object]), as: UTF8.self)
            .replacing(#""response":{"#, with: #""response":{"transports":["internal","smart-card"],"publicKey":"x","#)
            .replacing(#""clientExtensionResults":{}"#, with: #""clientExtensionResults":{"credProps":{"rk":true}}"#)
        let response = try RegistrationResponse(bytes: Array(text.utf8))
        #expect(response.transports.map(\.rawValue) == ["internal", "smart-card"])
        #expect(response.isDiscoverable == true)
        #expect(response.credentialID.bytes == [1])
        #expect(response.attestationObject == [0xA0])
    }

    @Test(arguments: [
        (#""type":"public-key""#, #""type":"password""#, WebAuthnError.Code.credentialTypeUnknown),
        (#""type":"public-key""#, #""kind":"public-key""#, .credentialTypeUnknown),
        (#""id":"AQ""#, #""id":"Ag""#, .credentialIDInconsistent),
        (#""id":"AQ""#, #""x":1"#, .credentialIDInconsistent),
        (#""rawId":"AQ""#, #""rawId":"AR""#, .responseMalformed),
        (#""rawId":"AQ""#, #""rawId":"""#, .identifierInvalid),
        (#""attestationObject":"oA""#, #""attestationObject":"oA==""#, .responseMalformed),
        (#""attestationObject":"oA""#, #""attestationObject":7"#, .responseMalformed),
        (#""response":{"#, #""response":[],"x":{"#, .responseMalformed),
        (#""response":{"#, #""response":{"transports":[1],"#, .responseMalformed),
        (#""response":{"#, #""response":{"transports":["A"],"#, .responseMalformed),
        (#""response":{"#, #""response":{"transports":7,"#, .responseMalformed),
        (#""response":{"#, #""response":{"clientDataJSON":"AA","#, .responseMalformed), ("}", "", .responseMalformed),
    ])
    func `a response that is not as the standard says is refused`(
        old: String, replacement: String, code: WebAuthnError.Code
    ) {
        let text = String(decoding: Samples.json(id: [1], [Self.client, Self.object]), as: UTF8.self)
            .replacing(old, with: replacement, maxReplacements: 1)
        let error = #expect(throws: WebAuthnError.self) { try RegistrationResponse(bytes: Array(text.utf8)) }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        ("clientDataJSON", ClientData.sizeLimit), ("attestationObject", RegistrationResponse.attestationObjectLimit),
    ])
    func `a member may be so large and no larger`(name: String, limit: Int) throws {
        func response(_ size: Int) throws -> RegistrationResponse {
            let other = name == Self.client.0 ? Self.object : Self.client
            return try RegistrationResponse(
                bytes: Samples.json(id: [1], [other, (name, [UInt8](repeating: 0x20, count: size))]))
        }
        #expect(throws: Never.self) { try response(limit) }
        for size in [limit + 1, limit + 2, limit + 100] {
            let error = #expect(throws: WebAuthnError.self) { try response(size) }
            #expect(error?.code == .responseTooLarge)
        }
        let whole = #expect(throws: WebAuthnError.self) { try response(256 << 10) }
        #expect(whole?.code == .responseTooLarge)
    }

    @Test func `a user handle may be missing, null or up to 64 bytes`() throws {
        func response(_ handle: JSON?) throws -> AuthenticationResponse {
            let members: [(String, [UInt8])] = [
                ("clientDataJSON", [0x7B, 0x7D]), ("authenticatorData", [0]), ("signature", [0]),
            ]
            let json = try JSON.parse(Samples.json(id: [1], members))
            guard let handle, case .object(var outer) = json, case .object(var inner) = json["response"] else {
                return try AuthenticationResponse(bytes: json.serialised())
            }
            inner.append(JSON.Member("userHandle", handle))
            outer.removeAll { $0.name == "response" }
            outer.append(JSON.Member("response", .object(inner)))
            return try AuthenticationResponse(bytes: JSON.object(outer).serialised())
        }
        #expect(try response(nil).userHandle == nil)
        #expect(try response(.null).userHandle == nil)
        #expect(try response(.string("AQ")).userHandle?.bytes == [1])
        #expect(throws: WebAuthnError.self) { try response(.string("")) }
        #expect(throws: WebAuthnError.self) {
            try response(.string(Base64.encodeURL([UInt8](repeating: 1, count: 65))))
        }
    }
}
