import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct CompactJWSTests {
    /// RFC 7515 appendix A.
    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    private static let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

    @Test func `RFC 7515's example with ECDSA is read part by part, once its key has a name`() throws {
        #expect(refusal { try CompactJWS("eyJhbGciOiJFUzI1NiJ9.\(Self.payload).\(Self.signature)") } == .keyNameMissing)
        let header = Base64.encodeURL(Array(#"{"alg":"ES256","kid":"a"}"#.utf8))
        let token = try CompactJWS("\(header).\(Self.payload).\(Self.signature)")
        #expect(token.header.algorithm == .es256)
        #expect(token.header.keyNames == [.id("a")])
        #expect(token.signingInput == Array("\(header).\(Self.payload)".utf8))
        #expect(token.signature.prefix(4) == [14, 209, 33, 83])
        let claims = try ClaimsSet(reading: token.payload)
        #expect(claims.issuer == "joe")
        #expect(claims.expires == Instant(seconds: 1_300_819_380))
        #expect(claims["http://example.com/is_root"] == .boolean(true))
    }

    @Test func `RFC 7515's examples with an HMAC and without a signature are refused`() {
        let hmac =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(Self.payload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(refusal { try CompactJWS(hmac) } == .algorithmRefused)
        #expect(refusal { try CompactJWS("eyJhbGciOiJub25lIn0.\(Self.payload).") } == .tokenMalformed)
        #expect(refusal { try CompactJWS("eyJhbGciOiJub25lIn0.\(Self.payload).AA") } == .algorithmRefused)
    }

    @Test(arguments: ["", ".", "a.b", "..", "e30.e30.AA.AA", "e30=.e30.AA", "e30.e3 0.AA", "e31.e30.AA", "e30.e30.AB"])
    func `what is not three parts in base 64 is refused`(text: String) {
        #expect(refusal { try CompactJWS(text) } == .tokenMalformed)
    }

    @Test(arguments: [
        ("[]", OpenIDError.Code.headerMalformed), ("{", .headerMalformed),
        (#"{"alg":"ES256","alg":"none"}"#, .headerMalformed),
        (#"{"kid":"a"}"#, .headerMalformed), (#"{"alg":7,"kid":"a"}"#, .headerMalformed),
        (#"{"alg":"ES256","kid":""}"#, .headerMalformed), (#"{"alg":"ES256","kid":"a","typ":1}"#, .headerMalformed),
        (#"{"alg":"none","kid":"a"}"#, .algorithmRefused), (#"{"alg":"None","kid":"a"}"#, .algorithmRefused),
        (#"{"alg":"HS256","kid":"a"}"#, .algorithmRefused), (#"{"alg":"es256","kid":"a"}"#, .algorithmRefused),
        (#"{"alg":"ES384","kid":"a"}"#, .algorithmRefused), (#"{"alg":"ES256"}"#, .keyNameMissing),
        (#"{"alg":"ES256","kid":"a","crit":["b64"],"b64":false}"#, .criticalHeaderUnsupported),
        (#"{"alg":"ES256","kid":"a","crit":[]}"#, .criticalHeaderUnsupported),
        (#"{"alg":"ES256","kid":"a","jwk":{}}"#, .keyEmbedded),
        (#"{"alg":"ES256","kid":"a","jku":"https://x"}"#, .keyEmbedded),
        (#"{"alg":"ES256","kid":"a","x5u":"https://x"}"#, .keyEmbedded),
    ])
    func `a header that asks for what must not be is refused`(header: String, code: OpenIDError.Code) {
        #expect(refusal { try CompactJWS(Samples.token(header: header)) } == code)
    }

    @Test func `a certificate names the key only where that is asked for`() throws {
        let sha256 = [UInt8](repeating: 9, count: 32)
        let text = Samples.token(header: #"{"alg":"ES256","x5t#S256":"\#(Base64.encodeURL(sha256))="}"#)
        #expect(refusal { try CompactJWS(text) } == .keyNameMissing)
        #expect(try CompactJWS(text, allowsCertificateNames: true).header.keyNames == [.certificateSHA256(sha256)])
        let short = Samples.token(header: #"{"alg":"ES256","x5t#S256":"AAAA"}"#)
        #expect(refusal { try CompactJWS(short, allowsCertificateNames: true) } == .headerMalformed)
    }

    /// `text` with each part padded to a multiple of four characters.
    private func padded(_ text: String) -> String {
        text.split(separator: ".").map { $0 + String(repeating: "=", count: (4 - $0.count % 4) % 4) }
            .joined(separator: ".")
    }

    @Test func `an assertion may be padded as azure-identity pads it, and is signed as it came`() throws {
        let header = Base64.encodeURL(Array(#"{"alg":"ES256","kid":"key-1"}"#.utf8))
        for claims in [#"{"sub":"a"}"#, #"{"sub":"ab"}"#, #"{"sub":"abc"}"#] {
            let input = padded("\(header).\(Base64.encodeURL(Array(claims.utf8)))")
            let signatures = HashSignatures(try Samples.key())
            let text = padded("\(input).\(Base64.encodeURL(signatures.sign(Array(input.utf8))))")
            #expect(text.contains("="))
            let token = try CompactJWS(text, allowsCertificateNames: true)
            #expect(token.signingInput == Array(input.utf8))
            try JSONWebKeySet([signatures.key]).verify(token, by: signatures)
            #expect(refusal { try CompactJWS(text) } == .tokenMalformed)
        }
    }

    @Test(arguments: ["e30.e30=.A===", "e30.e30.AA=", "e30.e30====.AA", "e30.e30.AB==", "e30.e30.===="])
    func `padding that is not exact is refused of an assertion too`(text: String) {
        let named = Base64.encodeURL(Array(#"{"alg":"ES256","kid":"a"}"#.utf8))
        let whole = text.replacing("e30.", with: "\(named).", maxReplacements: 1)
        #expect(refusal { try CompactJWS(whole, allowsCertificateNames: true) } == .tokenMalformed)
    }

    @Test func `a token has a limit`() {
        let text = Samples.token(header: #"{"alg":"ES256","kid":"a"}"#, claims: String(repeating: " ", count: 16 << 10))
        #expect(refusal { try CompactJWS(text) } == .tokenTooLarge)
    }

    @Test func `a token that was signed verifies, and changed by a bit it does not`() throws {
        let signatures = HashSignatures(try Samples.key())
        let text = try CompactJWS.signed(ClaimsSet(issuer: Samples.issuer, subject: "me"), type: "JWT", by: signatures)
        let keys = try JSONWebKeySet([signatures.key])
        try keys.verify(try CompactJWS(text), by: signatures)
        var random = SeededGenerator(seed: FuzzEffort.seed(0x1705))
        for _ in 0..<FuzzEffort.rounds(400) {
            var bytes = Array(text.utf8)
            bytes[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 7)
            let changed = String(decoding: bytes, as: UTF8.self)
            #expect(throws: OpenIDError.self) { try keys.verify(try CompactJWS(changed), by: signatures) }
        }
    }

    @Test func `the algorithm is the key's, whatever the header says`() throws {
        let key = try Samples.rsaKey(algorithm: .rs256)
        let signatures = HashSignatures(key, algorithm: .ps256)
        let text = try CompactJWS.signed(ClaimsSet(), type: "JWT", by: signatures)
        #expect(refusal { try CompactJWS(text).verify(by: key, signatures) } == .algorithmWrong)
        #expect(refusal { try CompactJWS(text).verify(by: try Samples.rsaKey(), signatures) } == nil)
        #expect(refusal { try CompactJWS(text).verify(by: try Samples.key(), signatures) } == .algorithmWrong)
    }

    @Test func `a signature of another length is not even tried`() throws {
        struct Believer: JOSEVerifying {
            func verify(signature: [UInt8], of: [UInt8], by: JSONWebKey, algorithm: JOSEAlgorithm) -> Bool { true }
        }
        let header = #"{"alg":"ES256","kid":"key-1"}"#
        let key = try Samples.key()
        for length in [1, 63, 65, 72] {
            let token = try CompactJWS(Samples.token(header: header, signature: [UInt8](repeating: 1, count: length)))
            #expect(refusal { try token.verify(by: key, Believer()) } == .signatureWrong)
        }
        #expect(refusal { try CompactJWS(Samples.token(header: header)).verify(by: key, Believer()) } == nil)
    }

    @Test func `one kind of token does not pass for another`() throws {
        let token = try CompactJWS(Samples.token(header: #"{"alg":"ES256","kid":"a","typ":"application/AT+JWT"}"#))
        #expect(refusal { try token.require(type: "at+jwt") } == nil)
        #expect(refusal { try token.require(type: "JWT") } == .typeWrong)
        let without = try CompactJWS(Samples.token(header: #"{"alg":"ES256","kid":"a"}"#))
        #expect(refusal { try without.require(type: "JWT") } == .typeWrong)
    }
}
