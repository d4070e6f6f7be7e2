import GatehouseModel
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

    @Test func `an assertion that names no key is of the only one that goes with its algorithm`() throws {
        let key = try Samples.key()
        let signatures = HashSignatures(key)
        let input = Base64.encodeURL(Array(#"{"alg":"ES256"}"#.utf8)) + "." + Base64.encodeURL(Array("{}".utf8))
        let text = "\(input).\(Base64.encodeURL(signatures.sign(Array(input.utf8))))"
        let token = try CompactJWS(text, allowsCertificateNames: true)
        #expect(token.header.keyNames.isEmpty)
        try JSONWebKeySet([try Samples.rsaKey(), key]).verify(token, by: signatures)
        for keys in [[], [try Samples.rsaKey()], [key, try Samples.key(2, id: "key-2")]] {
            #expect(refusal { try JSONWebKeySet(keys).verify(token, by: signatures) } == .keyNameMissing)
        }
        let wrong = try JSONWebKeySet([try Samples.key(2)])
        #expect(refusal { try wrong.verify(token, by: signatures) } == .signatureWrong)
        #expect(refusal { try CompactJWS(text) } == .keyNameMissing)
    }

    @Test func `claims are given only of a token whose signature, kind and claims are all right`() throws {
        let signatures = HashSignatures(try Samples.key())
        let keys = try JSONWebKeySet([signatures.key])
        let rules = ClaimsRules(issuer: "i", audiences: ["a"], required: [.subject])
        let certificate = [UInt8](repeating: 1, count: 32)
        let good = ClaimsSet(
            issuer: "i", subject: "s", audience: ["a"], expires: Samples.now + .seconds(60),
            certificateSHA256: certificate)
        func claims(
            of claims: ClaimsSet, type: String = "at+jwt", by signer: HashSignatures, certificate: [UInt8]?
        ) throws -> ClaimsSet {
            let token = try CompactJWS(CompactJWS.signed(claims, type: type, by: signer))
            return try keys.claims(
                of: token, type: "at+jwt", rules: rules, at: Samples.now, certificate: certificate, by: signatures)
        }
        #expect(try claims(of: good, by: signatures, certificate: certificate) == good)
        #expect(refusal { try claims(of: good, by: signatures, certificate: nil) } == .confirmationWrong)
        #expect(refusal { try claims(of: good, type: "JWT", by: signatures, certificate: certificate) } == .typeWrong)
        let other = HashSignatures(try Samples.key(2))
        #expect(refusal { try claims(of: good, by: other, certificate: certificate) } == .signatureWrong)
        var late = good
        late.expires = Samples.now - .seconds(60)
        #expect(refusal { try claims(of: late, by: signatures, certificate: certificate) } == .tokenExpired)
    }

    @Test func `a key is found by either thumbprint of its certificate`() throws {
        let (long, short) = ([UInt8](repeating: 3, count: 32), [UInt8](repeating: 4, count: 20))
        let set = try JSONWebKeySet([try Samples.key(sha256: long), try Samples.rsaKey(sha1: short)])
        #expect(set.key(for: [.certificateSHA256(long)])?.id == "key-1")
        #expect(set.key(for: [.id("unknown"), .certificateSHA1(short)])?.id == "rsa")
        #expect(set.key(for: [.certificateSHA256([UInt8](repeating: 0, count: 32))]) == nil)
    }
}
