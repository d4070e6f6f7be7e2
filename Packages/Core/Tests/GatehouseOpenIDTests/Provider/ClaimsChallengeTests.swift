import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ClaimsChallengeTests {
    private let address = "https://gatehouse.example:8443/t1/oauth2/v2.0/authorize"

    @Test func `a challenge after a revocation is what Microsoft's clients send back`() throws {
        let header = ClaimsChallenge(authorizationURI: address, notBefore: Instant(seconds: 1_790_000_000)).header
        #expect(
            header.hasPrefix(
                "Bearer realm=\"\", authorization_uri=\"\(address)\", error=\"insufficient_claims\", claims=\""))
        let encoded = header.split(separator: "claims=\"").last?.dropLast() ?? ""
        let decoded = try #require(Base64.decode(String(encoded)))
        let json = #"{"access_token":{"nbf":{"essential":true,"value":"1790000000"}}}"#
        #expect(String(decoding: decoded, as: UTF8.self) == json)
        #expect(try ClaimsRequest(reading: json).notBefore == Instant(seconds: 1_790_000_000))
    }

    @Test func `a challenge for a context names it`() {
        let challenge = ClaimsChallenge(authorizationURI: address, context: "c1")
        #expect(challenge.claims.authenticationContexts == ["c1"])
    }
}
