import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ClaimsRequestTests {
    @Test func `what Microsoft's client sends after a challenge is read`() throws {
        let request = try ClaimsRequest(
            reading:
                #"{"access_token": {"nbf": {"essential": true, "value": "1790000000"}, "xms_cc": {"values": ["cp1"]}}}"#
        )
        #expect(request.canAnswerChallenges)
        #expect(request.notBefore == Instant(seconds: 1_790_000_000))
        #expect(request.accessToken.first == ClaimsRequest.Claim("nbf", isEssential: true, values: ["1790000000"]))
    }

    @Test func `the example of OpenID Connect is read, and what is not known is ignored`() throws {
        let request = try ClaimsRequest(
            reading: #"{"userinfo":{"given_name":{"essential":true},"nickname":null,"picture":null},"#
                + #""id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}},"x":7}"#
        )
        #expect(request.userinfo.map(\.name) == ["given_name", "nickname", "picture"])
        #expect(request.idToken.last?.values == ["urn:mace:incommon:iap:silver"])
        #expect(!request.canAnswerChallenges)
        #expect(request.notBefore == nil)
    }

    @Test func `contexts are taken from either token`() throws {
        let request = try ClaimsRequest(
            reading: #"{"id_token":{"acrs":{"value":"c1"}},"access_token":{"acrs":{"values":["c2",3,true]}}}"#)
        #expect(request.authenticationContexts == ["c1", "c2", "3", "true"])
    }

    @Test func `a request is read as it was written`() throws {
        let request = ClaimsRequest(
            idToken: [ClaimsRequest.Claim("acr", values: ["a", "b"])], userinfo: [ClaimsRequest.Claim("name")],
            accessToken: [ClaimsRequest.Claim("nbf", isEssential: true, values: ["1"])])
        #expect(try ClaimsRequest(reading: String(decoding: request.json.serialised(), as: UTF8.self)) == request)
    }

    @Test(arguments: [
        "", "[]", "{", #"{"id_token":7}"#, #"{"id_token":{"a":7}}"#, #"{"id_token":{"a":{"essential":"yes"}}}"#,
        #"{"id_token":{"a":{"values":"x"}}}"#, #"{"id_token":{"a":{"value":[]}}}"#, #"{"id_token":{},"id_token":{}}"#,
        #"{"a":[[[[[[[[]]]]]]]]}"#,
    ])
    func `what is not as it should be is refused`(text: String) {
        #expect(refusal { try ClaimsRequest(reading: text) } == .claimsRequestMalformed)
    }
}
