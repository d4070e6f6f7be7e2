import GatehouseOpenID
import Testing

@Suite struct TokenRequestTests {
    private func read(_ fields: KeyValuePairs<String, String>) throws -> TokenRequest {
        try TokenRequest(reading: Samples.form(fields))
    }

    @Test func `the examples of RFC 6749 and RFC 8628 are read`() throws {
        let header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
        func request(_ text: String) throws -> TokenRequest {
            try TokenRequest(reading: Array(text.utf8), authorization: header)
        }
        let code =
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb"
        #expect(refusal { try request(code) } == .parameterMissing)
        #expect(
            try request(code + "&code_verifier=\(Samples.verifier)").grant
                == .authorizationCode(
                    code: "SplxlOBeZQQYbYS6WxSbIA", redirectURI: Samples.redirect,
                    verifier: try CodeVerifier(Samples.verifier)))
        #expect(
            try request("grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA").grant
                == .refreshToken("tGzv3JOkF0XG5Qx2TlKWIA"))
        let device =
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
            + "&device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=s6BhdRkqt3"
        #expect(try request(device).grant == .deviceCode("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"))
    }

    @Test func `what Microsoft's client sends for its own rights is read`() throws {
        let request = try read([
            "client_id": Samples.client, "grant_type": "client_credentials", "client_info": "1", "client_secret": "s",
            "scope": "https://localhost/.default", "claims": #"{"access_token": {"xms_cc": {"values": ["CP1"]}}}"#,
        ])
        #expect(request.grant.type == .clientCredentials)
        #expect(request.scopes?.resource == "https://localhost")
        #expect(request.wantsClientInfo)
        #expect(request.claims.canAnswerChallenges)
        #expect(request.proof == .post(try Samples.clientID(), secret: "s"))
    }

    @Test(arguments: [
        ("password", OpenIDError.Code.grantTypeUnsupported), ("", .parameterMissing),
        ("implicit", .grantTypeUnsupported),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", .grantTypeUnsupported),
        ("authorization_code", .parameterMissing), ("refresh_token", .parameterMissing),
        ("urn:ietf:params:oauth:grant-type:device_code", .parameterMissing), ("client_credentials", .scopeMissing),
    ])
    func `a grant without what it needs is refused`(type: String, code: OpenIDError.Code) {
        #expect(refusal { try read(["grant_type": type, "client_id": "a"]) } == code)
    }

    @Test(arguments: ["openid", "https://localhost/.default openid", "https://localhost/Devices.Read", ".default"])
    func `a client's own rights are those of one resource, as they were granted`(scope: String) {
        let fields: KeyValuePairs = ["grant_type": "client_credentials", "client_id": "a", "scope": scope]
        #expect(refusal { try read(fields) } == .scopeConflict)
    }

    @Test func `an application uses the grants that it has`() throws {
        let application = try Samples.application(grants: [.deviceCode])
        #expect(refusal { try application.requireGrant(.refreshToken) } == .grantNotAllowed)
        #expect(refusal { try application.requireGrant(.deviceCode) } == nil)
        var disabled = application
        disabled.isEnabled = false
        #expect(refusal { try disabled.requireGrant(.deviceCode) } == .clientDisabled)
    }
}
