import GatehouseFuzzing
import GatehouseOpenID
import Testing

@Suite struct CodeChallengeTests {
    @Test func `the example of RFC 7636 appendix B holds`() throws {
        let verifier = try CodeVerifier(Samples.verifier)
        let challenge = try #require(verifier.challenge(hash: ReferenceSHA256.hash))
        #expect(challenge.text == Samples.challenge)
        #expect(challenge.accepts(verifier, hash: ReferenceSHA256.hash))
        let other = try CodeVerifier(String(Samples.verifier.reversed()))
        #expect(!challenge.accepts(other, hash: ReferenceSHA256.hash))
    }

    @Test func `a verifier has 43 to 128 unreserved characters`() {
        for fine in [43, 128] { #expect(refusal { try CodeVerifier(String(repeating: "~", count: fine)) } == nil) }
        let wrong =
            [42, 129].map { String(repeating: "a", count: $0) } + ["\(Samples.verifier)=", "\(Samples.verifier)ü"]
        for text in wrong { #expect(refusal { try CodeVerifier(text) } == .verifierMalformed) }
    }

    @Test func `a stored challenge has 32 bytes`() {
        #expect(CodeChallenge(hash: [1, 2, 3]) == nil)
    }
}
