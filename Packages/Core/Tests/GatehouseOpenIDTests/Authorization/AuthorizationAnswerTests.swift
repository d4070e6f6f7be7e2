import GatehouseOpenID
import Testing

@Suite struct AuthorizationAnswerTests {
    private func target(_ mode: String, redirect: String = Samples.redirect) throws -> AnswerTarget {
        let application = try Samples.application(redirects: [redirect])
        let query = AuthorizationInquiryTests.query(["response_mode": mode, "redirect_uri": redirect])
        let outcome = try AuthorizationInquiry(reading: query).outcome(for: application, issuer: Samples.issuer)
        guard case .request(let request) = outcome else { throw OpenIDError(.serverFailed, "\(outcome)") }
        return request.target
    }

    private let issuer = "iss=https%3A%2F%2Fgatehouse.example%3A8443%2Ft1%2Fv2.0"

    @Test func `a code goes back as RFC 6749 shows, with the issuer of RFC 9207`() throws {
        let answer = AuthorizationAnswer(
            code: "SplxlOBeZQQYbYS6WxSbIA", to: try target("query"), issuer: Samples.issuer)
        #expect(
            answer.delivery
                == .location("https://client.example.com/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz&\(issuer)"))
    }

    @Test func `a query that was registered stays`() throws {
        let target = try target("query", redirect: "https://client.example.com/cb?tenant=1")
        let answer = AuthorizationAnswer(code: "c", to: target, issuer: Samples.issuer)
        #expect(answer.delivery == .location("https://client.example.com/cb?tenant=1&code=c&state=xyz&\(issuer)"))
    }

    @Test func `a fragment and a form carry the same`() throws {
        let fragment = AuthorizationAnswer(code: "c", to: try target("fragment"), issuer: Samples.issuer)
        #expect(fragment.delivery == .location("https://client.example.com/cb#code=c&state=xyz&\(issuer)"))
        let form = AuthorizationAnswer(code: "c", to: try target("form_post"), issuer: Samples.issuer)
        let fields = [("code", "c"), ("state", "xyz"), ("iss", Samples.issuer)].map { FormParameters.Field($0.0, $0.1) }
        #expect(form.delivery == .form(action: Samples.redirect, fields: fields))
    }

    @Test func `what a client wrote comes back in harmless characters`() throws {
        let error = OpenIDError(.accessDenied, "the person said \"no\" \\ nein, ü\n")
        let answer = AuthorizationAnswer(error: error, to: try target("query"), issuer: Samples.issuer)
        #expect(answer.parameters["error"] == "access_denied")
        #expect(answer.parameters["error_description"] == "AADSTS65004: the person said 'no' / nein, ??")
    }
}
