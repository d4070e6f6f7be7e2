import GatehouseOpenID
import Testing

@Suite struct AuthorizationInquiryTests {
    /// RFC 6749 §4.1.1, with what we ask for besides.
    static let fields: [(String, String)] = [
        ("response_type", "code"), ("client_id", Samples.client), ("state", "xyz"), ("redirect_uri", Samples.redirect),
        ("scope", "openid profile"), ("code_challenge", Samples.challenge), ("code_challenge_method", "S256"),
        ("nonce", "n-0S6_WzA2Mj"), ("prompt", "login consent"), ("max_age", "300"), ("login_hint", "zoë@example.com"),
        ("acr_values", "c1 c2"), ("claims", #"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#),
        ("ui_locales", "de en"),
    ]

    /// The request with some of its parameters changed, or left out.
    static func query(_ changes: [String: String?] = [:]) -> [UInt8] {
        var fields = Self.fields.filter { changes[$0.0] == nil }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) { if let value { fields.append((name, value)) } }
        return Array(FormParameters(fields.map { FormParameters.Field($0.0, $0.1) }).text.utf8)
    }

    private func outcome(
        _ changes: [String: String?] = [:], _ application: Application? = nil
    ) throws -> AuthorizationOutcome {
        let inquiry = try AuthorizationInquiry(reading: Self.query(changes))
        return inquiry.outcome(for: try application ?? Samples.application(), issuer: Samples.issuer)
    }

    /// The error that went back, with the code by which it was found.
    private func redirected(_ changes: [String: String?], _ application: Application? = nil) throws -> String? {
        guard case .redirect(let answer) = try outcome(changes, application) else { return nil }
        #expect(answer.parameters["iss"] == Samples.issuer)
        return answer.parameters["error"]
    }

    private func paged(_ changes: [String: String?], _ application: Application? = nil) throws -> OpenIDError.Code? {
        guard case .page(let error) = try outcome(changes, application) else { return nil }
        return error.code
    }

    @Test func `a whole request is read whole`() throws {
        guard case .request(let request) = try outcome() else {
            Issue.record("refused")
            return
        }
        #expect(request.clientID.description == Samples.client)
        #expect(request.target.redirectURI == Samples.redirect)
        #expect(request.target.mode == .query)
        #expect(request.target.state == "xyz")
        #expect(request.scopes.identity == [.openid, .profile])
        #expect(request.challenge.text == Samples.challenge)
        #expect(request.nonce == "n-0S6_WzA2Mj")
        #expect(request.prompts == [.login, .consent])
        #expect(request.maximumAge == 300)
        #expect(request.loginHint == "zoë@example.com")
        #expect(request.contexts == ["c1", "c2"])
        #expect(request.claims.canAnswerChallenges)
        #expect(request.locales == ["de", "en"])
        #expect(request.asksForNewSignIn)
        #expect(!request.isSilent)
    }

    @Test func `RFC 6749's own request lacks what protects it`() throws {
        let text =
            "response_type=code&client_id=s6BhdRkqt3&state=xyz&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb"
        let inquiry = try AuthorizationInquiry(reading: Array(text.utf8))
        guard case .redirect(let answer) = inquiry.outcome(for: try Samples.application(), issuer: Samples.issuer)
        else {
            Issue.record("not sent back")
            return
        }
        #expect(answer.parameters["error"] == "invalid_scope")
        #expect(answer.parameters["state"] == "xyz")
    }

    @Test func `what cannot be trusted with an answer is shown on a page`() throws {
        #expect(try paged(["redirect_uri": nil]) == .redirectMissing)
        #expect(try paged(["redirect_uri": "https://evil.example/cb"]) == .redirectUnregistered)
        #expect(try paged(["redirect_uri": Samples.redirect + "?x=1"]) == .redirectUnregistered)
        #expect(try paged(["client_id": "another"]) == .clientUnknown)
        var disabled = try Samples.application()
        disabled.isEnabled = false
        #expect(try paged([:], disabled) == .clientDisabled)
        let inquiry = try AuthorizationInquiry(reading: Self.query())
        guard case .page(let error) = inquiry.outcome(for: nil, issuer: Samples.issuer) else {
            Issue.record("not on a page")
            return
        }
        #expect(error.code == .clientUnknown)
        #expect(
            refusal { try AuthorizationInquiry(reading: Array("client_id=a&client_id=b".utf8)) } == .parameterRepeated)
        #expect(refusal { try AuthorizationInquiry(reading: Array("scope=a".utf8)) } == .parameterMissing)
        #expect(refusal { try AuthorizationInquiry(reading: Array("client_id=a%20b".utf8)) } == .clientUnknown)
        #expect(refusal { try AuthorizationInquiry(reading: Array("client_id=%C3%BC".utf8)) } == .parameterMalformed)
    }

    @Test(
        arguments: [
            ("response_type", nil, "invalid_request"), ("response_type", "token", "unsupported_response_type"),
            ("response_type", "code id_token", "unsupported_response_type"),
            ("response_mode", "web_message", "invalid_request"),
            ("scope", nil, "invalid_scope"), ("scope", "   ", "invalid_scope"), ("scope", "a/b c/d", "invalid_scope"),
            ("code_challenge", nil, "invalid_request"), ("code_challenge", "short", "invalid_request"),
            ("code_challenge_method", nil, "invalid_request"), ("code_challenge_method", "plain", "invalid_request"),
            ("prompt", "none login", "invalid_request"), ("prompt", "create", "invalid_request"),
            ("max_age", "-1", "invalid_request"), ("max_age", "1e3", "invalid_request"),
            ("claims", "{", "invalid_request"), ("state", "a\u{7}", "invalid_request"),
            ("nonce", "ü", "invalid_request"), ("request", "e30.e30.", "request_not_supported"),
            ("request_uri", "https://evil.example/", "request_uri_not_supported"),
            ("registration", "{}", "registration_not_supported"),
        ] as [(String, String?, String)])
    func `what the client did wrong goes back to it`(name: String, value: String?, error: String) throws {
        #expect(try redirected([name: value]) == error)
    }

    @Test func `an application that may not use codes is told so`() throws {
        let application = try Samples.application(grants: [.clientCredentials])
        #expect(try redirected([:], application) == "unauthorized_client")
    }

    @Test func `a state may have 8 KiB`() throws {
        let state = String(repeating: "s", count: 8 << 10)
        guard case .request(let request) = try outcome(["state": state]) else {
            Issue.record("refused")
            return
        }
        #expect(request.target.state == state)
        guard case .redirect(let answer) = try outcome(["state": state + "s"]) else {
            Issue.record("not refused")
            return
        }
        #expect(answer.parameters["error"] == "invalid_request")
        #expect(answer.parameters["state"] == nil)
    }

    @Test func `a state that cannot be echoed is left out`() throws {
        guard case .redirect(let answer) = try outcome(["state": "ü"]) else {
            Issue.record("not sent back")
            return
        }
        #expect(answer.parameters["state"] == nil)
    }

    @Test func `an error goes back in the mode that was asked for`() throws {
        guard case .redirect(let answer) = try outcome(["response_mode": "form_post", "scope": nil]) else {
            Issue.record("not sent back")
            return
        }
        #expect(answer.target.mode == .formPost)
    }

    @Test func `a new sign-in and none at all are told apart`() throws {
        guard case .request(let silent) = try outcome(["prompt": "none", "max_age": nil]),
            case .request(let fresh) = try outcome(["prompt": nil, "max_age": "0"])
        else {
            Issue.record("refused")
            return
        }
        #expect(silent.isSilent && !silent.asksForNewSignIn)
        #expect(!fresh.isSilent && fresh.asksForNewSignIn)
    }

    @Test func `each refusal has its name`() throws {
        func name(_ changes: [String: String?]) throws -> String {
            guard case .redirect(let answer) = try outcome(changes) else { return "" }
            return answer.parameters["error_description"] ?? ""
        }
        let numbers: [(OpenIDError.Code, [String: String?])] = [
            (.responseTypeUnsupported, ["response_type": "token"]), (.responseModeUnsupported, ["response_mode": "x"]),
            (.requestObjectUnsupported, ["request": "x"]), (.requestURIUnsupported, ["request_uri": "x"]),
            (.registrationUnsupported, ["registration": "x"]), (.challengeMissing, ["code_challenge": nil]),
            (.challengeMethodUnsupported, ["code_challenge_method": "plain"]), (.promptMalformed, ["prompt": "x"]),
            (.parameterTooLong, ["nonce": String(repeating: "a", count: 1025)]), (.scopeMissing, ["scope": nil]),
        ]
        for (code, changes) in numbers {
            let number = OpenIDError(code, "").number
            #expect(try name(changes).hasPrefix("AADSTS\(number): "), "\(code)")
        }
    }
}
