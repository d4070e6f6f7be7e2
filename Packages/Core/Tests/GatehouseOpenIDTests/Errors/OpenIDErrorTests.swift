import Foundation
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct OpenIDErrorTests {
    @Test func `every refusal has a test that expects it`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        let sources = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        for code in OpenIDError.Code.allCases {
            #expect(sources.contains(".\(code.rawValue)"), "nothing expects `\(code)`")
        }
    }

    @Test(arguments: [
        (OpenIDError.Code.clientSecretWrong, OAuthErrorCode.invalidClient, 7_000_215),
        (.clientUnknown, .invalidClient, 700_016), (.signatureWrong, .invalidToken, 50_027),
        (.authenticationRepeated, .invalidRequest, 9_002_313), (.parameterMissing, .invalidRequest, 900_144),
        (.parameterMalformed, .invalidRequest, 90_100), (.verifierWrong, .invalidGrant, 501_481),
        (.verifierMalformed, .invalidRequest, 9_002_313), (.codeUnknown, .invalidGrant, 70_000),
        (.codeReused, .invalidGrant, 54_005), (.refreshTokenReused, .invalidGrant, 70_000),
        (.deviceCodeUnknown, .invalidGrant, 70_018), (.authorizationPending, .authorizationPending, 70_016),
        (.slowDown, .slowDown, 9_002_313), (.deviceCodeExpired, .expiredToken, 70_019),
        (.accessDenied, .accessDenied, 65_004), (.loginRequired, .loginRequired, 50_058),
        (.interactionRequired, .interactionRequired, 50_076), (.consentRequired, .consentRequired, 65_001),
        (.accountSelectionRequired, .accountSelectionRequired, 16_000), (.scopeWidened, .invalidScope, 70_011),
        (.grantNotAllowed, .unauthorizedClient, 70_001), (.grantTypeUnsupported, .unsupportedGrantType, 70_003),
        (.assertionReused, .invalidClient, 700_027), (.tenantUnknown, .invalidRequest, 90_002),
        (.resourceUnknown, .invalidScope, 500_011), (.serverFailed, .serverError, 90_036),
        (.serverBusy, .temporarilyUnavailable, 90_006),
    ])
    func `a refusal has its error of OAuth and its number`(code: OpenIDError.Code, oauth: OAuthErrorCode, number: Int) {
        let error = OpenIDError(code, "x")
        #expect(error.oauth == oauth)
        #expect(error.number == number)
    }

    @Test(arguments: [
        (OpenIDError.Code.signatureWrong, 700_027), (.tokenExpired, 700_024), (.confirmationWrong, 700_027),
        (.keyNameMissing, 700_027),
    ])
    func `the fault of a token is answered as what the token was shown for`(code: OpenIDError.Code, number: Int) {
        let error = OpenIDError(code, "x")
        #expect(error.oauth == .invalidToken && error.status == 401 && error.number == 50_027)
        #expect(error.inHint.oauth == .invalidRequest && error.inHint.status == 400)
        #expect(error.inHint.message == "`id_token_hint`: x")
        let proof = OpenIDError(code, "x", use: .clientAuthentication)
        #expect(proof.oauth == .invalidClient && proof.status == 401 && proof.number == number)
    }

    @Test func `what is no fault of a token is the same wherever it is met`() {
        let error = OpenIDError(.scopeMissing, "x")
        #expect(error.inHint == error)
        for use in OpenIDError.TokenUse.allCases {
            #expect(OpenIDError(.scopeMissing, "x", use: use).oauth == .invalidScope)
        }
    }

    @Test(arguments: [
        (OpenIDError.Code.clientSecretWrong, 401), (.authorizationHeaderMalformed, 401), (.parameterMissing, 400),
        (.codeReused, 400), (.slowDown, 400), (.serverFailed, 500), (.serverBusy, 503),
    ])
    func `a refusal has a status`(code: OpenIDError.Code, status: Int) {
        let answer = ErrorAnswer(OpenIDError(code, "x"), at: Samples.now, traceID: "t", correlationID: "c")
        #expect(answer.status == status)
    }

    @Test func `whoever is not believed by a header is told which header`() {
        func challenge(_ code: OpenIDError.Code, _ header: String?) -> String? {
            ErrorAnswer(OpenIDError(code, "a\"b"), at: Samples.now, traceID: "t", correlationID: "c")
                .challenge(authorization: header)
        }
        #expect(challenge(.clientSecretWrong, "Basic x") == "Basic realm=\"gatehouse\", charset=\"UTF-8\"")
        #expect(challenge(.clientSecretWrong, nil) == nil)
        #expect(challenge(.codeReused, "Basic x") == nil)
        #expect(
            challenge(.tokenExpired, nil)
                == "Bearer realm=\"gatehouse\", error=\"invalid_token\", error_description=\"AADSTS50027: a'b\"")
    }

    @Test func `an answer has the shape of Microsoft's`() {
        let error = OpenIDError(.clientSecretWrong, "the secret is not one of `a`")
        let answer = ErrorAnswer(error, at: Samples.now, traceID: "t", correlationID: "c")
        #expect(
            String(decoding: answer.json.serialised(), as: UTF8.self)
                == #"{"error":"invalid_client","error_description":"AADSTS7000215: the secret is not one of `a`","#
                + #""error_codes":[7000215],"timestamp":"2027-01-15 08:00:00Z","trace_id":"t","correlation_id":"c"}"#)
    }

    @Test func `what a JSON reader says passes in an answer`() {
        let text = "{\"\u{202E}\\\"ü\":1,\"\u{202E}\\\"ü\":2}"
        let error = #expect(throws: OpenIDError.self) { try ClaimsRequest(reading: text) }
        #expect(error?.message == "`claims` at byte 13: the name `???` is given twice")
    }

    @Test func `foreign text is cut, and cannot end the sentence`() {
        let error = #expect(throws: OpenIDError.self) {
            try RedirectURI("ftp://\u{1B}[31m`\"\\\u{202E}" + String(repeating: "a", count: 100))
        }
        #expect(error?.code == .redirectMalformed)
        #expect(error?.message.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) } == true)
        #expect((error?.message.count ?? 0) < 160)
        #expect(error?.description == error?.message)
    }
}
