import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

/// Changed and random bytes: refused or read without a crash, and never believed.
@Suite struct ProtocolFuzzTests {
    private static let bodies: [[UInt8]] = [
        Samples.form([
            "grant_type": "authorization_code", "client_id": "a", "code": "b", "redirect_uri": Samples.redirect,
            "code_verifier": Samples.verifier,
        ]),
        Samples.form(["grant_type": "refresh_token", "client_id": "a", "client_secret": "s", "refresh_token": "r"]),
        Samples.form([
            "grant_type": "client_credentials", "client_id": "a", "scope": "https://localhost/.default",
            "claims": #"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#,
        ]),
        Samples.form([
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d", "client_id": "a",
        ]),
    ]

    @Test func `mutated requests are refused or read without a crash`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xBEEF))
        let application = try Samples.application()
        var (read, sent) = (0, 0)
        for round in 0..<FuzzEffort.rounds(3000) {
            let sample = Self.bodies[round % Self.bodies.count]
            let body = round % 8 == 0 ? random.bytes(upTo: 80) : random.mutatedText(sample)
            let header = "Basic " + Base64.encode(random.mutatedText(Array("\(Samples.client):\(Samples.secret)".utf8)))
            if (try? TokenRequest(reading: body, authorization: round % 8 == 1 ? header : nil)) != nil { read += 1 }
            _ = try? DeviceAuthorizationRequest(reading: body)
            let query = random.mutatedText(AuthorizationInquiryTests.query())
            guard let inquiry = try? AuthorizationInquiry(reading: query) else { continue }
            switch inquiry.outcome(for: application, issuer: Samples.issuer) {
            case .request(let request): #expect(request.target.redirectURI == Samples.redirect)
            case .redirect(let answer): #expect(answer.target.redirectURI == Samples.redirect)
            case .page: continue
            }
            sent += 1
        }
        #expect(read > 50)
        #expect(sent > 100)
    }

    @Test func `mutated tokens are refused without a crash, and none verifies`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x7035))
        let signatures = HashSignatures(try Samples.key())
        let keys = try JSONWebKeySet([signatures.key])
        let claims = ClaimsSet(issuer: "i", subject: "s", audience: ["a"], expires: Samples.now, id: "j")
        let text = try CompactJWS.signed(claims, type: "JWT", by: signatures)
        for round in 0..<FuzzEffort.rounds(3000) {
            let bytes = round % 8 == 0 ? random.bytes(upTo: 120) : random.mutatedText(Array(text.utf8))
            let mutated = String(decoding: bytes, as: UTF8.self)
            // An assertion's signature may be padded.
            guard String(mutated.reversed().drop { $0 == "=" }.reversed()) != text,
                let token = try? CompactJWS(mutated, allowsCertificateNames: true)
            else { continue }
            #expect(throws: OpenIDError.self) { try keys.verify(token, by: signatures) }
            _ = try? ClaimsSet(reading: token.payload)
        }
    }

    @Test func `mutated keys, claims and headers are refused, or read as they are written again`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5E7))
        let set = try JSONWebKeySet([
            Samples.key(sha256: [UInt8](repeating: 3, count: 32)), Samples.rsaKey(algorithm: .rs256),
        ]).json.serialised()
        let claims = ClaimsSet(
            issuer: "i", subject: "s", audience: ["a", "b"], expires: Samples.now, id: "j",
            certificateSHA256: [UInt8](repeating: 1, count: 32)
        ).json.serialised()
        let header = Array(#"{"alg":"ES256","typ":"JWT","kid":"key-1","x5t":"AAAA"}"#.utf8)
        var read = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            if let keys = try? JSONWebKeySet(reading: random.mutatedText(set)) {
                read += 1
                #expect(try JSONWebKeySet(reading: keys.json.serialised()) == keys)
            }
            if let set = try? ClaimsSet(reading: random.mutatedText(claims)) {
                read += 1
                _ = set.json.serialised()
            }
            let mutated = String(decoding: random.mutatedText(header), as: UTF8.self)
            _ = try? CompactJWS(Samples.token(header: mutated), allowsCertificateNames: true)
        }
        #expect(read > 100)
    }

    @Test func `mutated addresses, scopes, codes and claims requests are refused or read without a crash`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xADD))
        let seeds = [
            "https://client.example.com:8443/cb?tenant=1", "http://[::1]:80/cb", "openid https://localhost/.default",
            "WDJB-MJHT", #"{"access_token":{"nbf":{"essential":true,"value":"1790000000"}}}"#,
        ]
        var read = 0
        for round in 0..<FuzzEffort.rounds(4000) {
            let bytes = round % 8 == 0 ? random.bytes(upTo: 60) : random.mutatedText(Array(seeds[round % 5].utf8))
            let text = String(decoding: bytes, as: UTF8.self)
            if let uri = try? RedirectURI(text) {
                read += 1
                #expect(uri.permits(text))
                #expect(text.hasPrefix("https://") || text.hasPrefix("http://") && uri.isLoopback)
            }
            if let scopes = try? RequestedScopes(text) { #expect((try? RequestedScopes(scopes.text)) == scopes) }
            if let code = try? UserCode(typed: text) { #expect((try? UserCode(typed: code.description)) == code) }
            _ = try? ClaimsRequest(reading: text)
            _ = try? CodeVerifier(text)
        }
        #expect(read > 50)
    }
}

extension SeededGenerator {
    /// With what separates and encodes in forms, JSON and tokens.
    fileprivate mutating func mutatedText(_ bytes: [UInt8]) -> [UInt8] { mutated(bytes, with: Array("&=%+.\"{}".utf8)) }
}
