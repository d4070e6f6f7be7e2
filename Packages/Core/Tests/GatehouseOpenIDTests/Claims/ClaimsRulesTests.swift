import GatehouseModel
import GatehouseOpenID
import Testing

@Suite struct ClaimsRulesTests {
    private static let certificate = [UInt8](repeating: 8, count: 32)

    private static let claims = ClaimsSet(
        issuer: Samples.issuer, subject: "me", audience: ["other", "us"], expires: Samples.now + .seconds(300),
        notBefore: Samples.now, issuedAt: Samples.now, id: "1", certificateSHA256: certificate)

    private static let rules = ClaimsRules(
        issuer: Samples.issuer, audiences: ["us", "we"], subject: "me", required: Set(ClaimsRules.Required.allCases),
        longestLifetime: .seconds(300))

    private func check(
        at now: Instant = Samples.now, certificate: [UInt8]? = certificate,
        _ change: (inout ClaimsSet) -> Void = { _ in }
    ) -> OpenIDError.Code? {
        var claims = Self.claims
        change(&claims)
        return refusal { try Self.rules.check(claims, at: now, certificate: certificate) }
    }

    @Test func `claims that fit every rule pass`() { #expect(check() == nil) }

    @Test func `names must be the ones expected`() {
        #expect(check { $0.issuer = "https://gatehouse.example:8443/t2/v2.0" } == .issuerWrong)
        #expect(check { $0.issuer = Samples.issuer + "/" } == .issuerWrong)
        #expect(check { $0.audience = ["them"] } == .audienceWrong)
        #expect(check { $0.subject = "you" } == .subjectWrong)
    }

    @Test func `what is not there is refused, whatever it is`() {
        let removals: [(inout ClaimsSet) -> Void] = [
            { $0.issuer = nil }, { $0.audience = [] }, { $0.subject = nil }, { $0.expires = nil },
            { $0.notBefore = nil },
            { $0.issuedAt = nil }, { $0.id = nil }, { $0.certificateSHA256 = nil },
        ]
        for removal in removals { #expect(check(removal) == .claimMissing) }
    }

    @Test func `a token ends and begins with a minute to spare, to the second`() {
        #expect(check(at: Samples.now + .seconds(359)) == nil)
        #expect(check(at: Samples.now + .seconds(360)) == .tokenExpired)
        #expect(check(at: Samples.now - .seconds(60)) == nil)
        #expect(check(at: Samples.now - .seconds(61)) == .tokenNotYetValid)
        #expect(check { $0.issuedAt = Samples.now + .seconds(61) } == .tokenIssuedInFuture)
    }

    @Test func `a hint may have expired, and nothing else about it may be wrong`() {
        let late = Samples.now + .seconds(86_400)
        var rules = Self.rules
        rules.allowsExpired = true
        #expect(refusal { try rules.check(Self.claims, at: late, certificate: Self.certificate) } == nil)
        rules.issuer = "other"
        #expect(refusal { try rules.check(Self.claims, at: late, certificate: Self.certificate) } == .issuerWrong)
    }

    @Test func `a token that expires too far away is refused`() {
        #expect(check { $0.expires = Samples.now + .seconds(360) } == nil)
        #expect(check { $0.expires = Samples.now + .seconds(361) } == .lifetimeTooLong)
    }

    @Test func `a bound token counts with its certificate alone`() {
        #expect(check(certificate: nil) == .confirmationWrong)
        #expect(check(certificate: [UInt8](repeating: 9, count: 32)) == .confirmationWrong)
    }
}
