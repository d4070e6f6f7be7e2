import GatehouseFuzzing
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct JSONWebKeyTests {
    private static let modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"
        + "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
        + "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE"
        + "gU8awapJzKnqDKgw"

    private func key(_ text: String) throws -> JSONWebKey { try JSONWebKey(json: try JSON.parse(Array(text.utf8))) }

    @Test func `the example of RFC 7638 gives its input and its thumbprint`() throws {
        let key = try key(#"{"kty":"RSA","n":"\#(Self.modulus)","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#)
        let input = #"{"e":"AQAB","kty":"RSA","n":"\#(Self.modulus)"}"#
        #expect(String(decoding: key.thumbprintInput, as: UTF8.self) == input)
        #expect(key.thumbprint(hash: ReferenceSHA256.hash) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(key.id == "2011-04-29")
        #expect(key.algorithms == [.rs256])
    }

    @Test func `the example of RFC 8037 gives its thumbprint`() throws {
        let key = try key(#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)
        #expect(key.thumbprint(hash: ReferenceSHA256.hash) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(key.algorithms == [.eddsa])
    }

    @Test func `the members of a key on P-256 are in order for its thumbprint`() throws {
        let key = try key(
            #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#)
        #expect(
            String(decoding: key.thumbprintInput, as: UTF8.self).hasPrefix(#"{"crv":"P-256","kty":"EC","x":"f83O"#))
        #expect(key.algorithms == [.es256])
    }

    @Test func `a key is read as it was written`() throws {
        let keys = [
            try Samples.key(sha256: [UInt8](repeating: 3, count: 32)), try Samples.rsaKey(algorithm: .ps256),
            try Samples.rsaKey(sha1: [UInt8](repeating: 4, count: 20)),
            try JSONWebKey(.ed25519([UInt8](repeating: 5, count: 32)), id: nil),
        ]
        for key in keys { #expect(try JSONWebKey(json: key.json) == key) }
    }

    private static let coordinate = Base64.encodeURL([UInt8](repeating: 1, count: 32))

    @Test(arguments: [
        ("[]", OpenIDError.Code.keyMalformed), ("{}", .keyMalformed), (#"{"kty":7}"#, .keyMalformed),
        (#"{"kty":"oct","k":"AA"}"#, .keyPrivate), (#"{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}"#, .keyPrivate),
        (#"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#, .keyUnsupported), (#"{"kty":"oct"}"#, .keyUnsupported),
        (#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, .keyMalformed),
        (#"{"kty":"EC","crv":"P-256","x":"AA"}"#, .keyMalformed),
        (#"{"kty":"OKP","crv":"Ed25519","x":"A="}"#, .keyMalformed),
        (#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, .keyMalformed),
        (#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#, .keyTooWeak), (#"{"kty":"RSA","n":"AA","e":"AQAB"}"#, .keyMalformed),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","use":"enc"}"#, .keyUnsupported),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","key_ops":["sign"]}"#, .keyUnsupported),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","alg":"ES256"}"#, .keyUnsupported),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","alg":"HS256"}"#, .keyUnsupported),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","kid":""}"#, .keyMalformed),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(coordinate)","x5t":"AAAA"}"#, .keyMalformed),
    ])
    func `a key that may not sign is refused by its kind`(text: String, code: OpenIDError.Code) {
        #expect(refusal { try key(text) } == code)
    }

    @Test(arguments: [
        ([1, 0, 1], 255, OpenIDError.Code.keyTooWeak), ([1], 256, .keyTooWeak), ([4], 256, .keyTooWeak),
        ([], 256, .keyMalformed), ([0, 3], 256, .keyMalformed), ([1, 0, 0, 0, 1], 256, .keyMalformed),
        ([1, 0, 1], 513, .keyUnsupported),
    ])
    func `weak RSA is refused`(exponent: [UInt8], size: Int, code: OpenIDError.Code) {
        let modulus = [0xFF] + [UInt8](repeating: 1, count: size - 1)
        #expect(refusal { try JSONWebKey(.rsa(modulus: modulus, exponent: exponent), id: nil) } == code)
    }
}
