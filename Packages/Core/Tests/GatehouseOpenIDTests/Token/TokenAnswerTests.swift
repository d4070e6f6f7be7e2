import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct TokenAnswerTests {
    @Test func `an answer has the members that clients read`() throws {
        var answer = TokenAnswer(accessToken: "2YotnFZFEjr1zCsicMWpAA", expiresIn: 3599)
        #expect(
            String(decoding: answer.json.serialised(), as: UTF8.self)
                == #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"2YotnFZFEjr1zCsicMWpAA"}"#
        )
        answer.refreshIn = 1800
        answer.refreshToken = "r"
        answer.idToken = "i"
        answer.scopes = try RequestedScopes("openid")
        answer.clientInfo = TokenAnswer.clientInfo(user: "u", tenant: "t")
        #expect(answer.json["refresh_in"] == .integer(1800))
        #expect(answer.json["scope"] == .string("openid"))
        #expect(answer.json["refresh_token"] == .string("r"))
        #expect(answer.json["id_token"] == .string("i"))
        #expect(answer.json["client_info"] == .string(Base64.encodeURL(Array(#"{"uid":"u","utid":"t"}"#.utf8))))
    }
}
