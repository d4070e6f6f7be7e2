import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct JSONWebKeySetTests {
    private func read(_ text: String) throws -> JSONWebKeySet { try JSONWebKeySet(reading: Array(text.utf8)) }

    @Test func `a set is read as it was written, and keys of other kinds are left out`() throws {
        let set = try JSONWebKeySet([try Samples.key(), try Samples.rsaKey()])
        #expect(try JSONWebKeySet(reading: set.json.serialised()) == set)
        #expect(try read(#"{"keys":[{"kty":"EC","crv":"P-521","x":"AA","y":"AA"},{"kty":"what"}]}"#).keys.isEmpty)
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#])
    func `what is no set is refused`(text: String) {
        #expect(refusal { try read(text) } == .keySetMalformed)
    }

    @Test func `a name twice and private keys are refused`() throws {
        let key = try Samples.key()
        #expect(refusal { try JSONWebKeySet([key, try Samples.key(2)]) } == .keySetMalformed)
        #expect(refusal { try read(#"{"keys":[{"kty":"oct","k":"AA"}]}"#) } == .keyPrivate)
    }

    @Test func `only the key that the header names is tried`() throws {
        let signatures = HashSignatures(try Samples.key())
        let text = try CompactJWS.signed(ClaimsSet(), type: "JWT", by: signatures)
        let other = try JSONWebKeySet([try Samples.key(1, id: "key-2")])
        #expect(refusal { try other.verify(try CompactJWS(text), by: signatures) } == .keyUnknown)
        let wrong = try JSONWebKeySet([try Samples.key(2, id: "key-1")])
        #expect(refusal { try wrong.verify(try CompactJWS(text), by: signatures) } == .signatureWrong)
    }

    @Test func `a key is found by either thumbprint of its certificate`() throws {
        let (long, short) = ([UInt8](repeating: 3, count: 32), [UInt8](repeating: 4, count: 20))
        let set = try JSONWebKeySet([try Samples.key(sha256: long), try Samples.rsaKey(sha1: short)])
        #expect(set.key(for: [.certificateSHA256(long)])?.id == "key-1")
        #expect(set.key(for: [.id("unknown"), .certificateSHA1(short)])?.id == "rsa")
        #expect(set.key(for: [.certificateSHA256([UInt8](repeating: 0, count: 32))]) == nil)
    }
}
