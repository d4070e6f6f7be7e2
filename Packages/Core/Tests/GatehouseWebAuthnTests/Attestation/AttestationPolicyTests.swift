import GatehouseWebAuthn
import Testing

@Suite struct AttestationPolicyTests {
    private func register(_ name: String, _ policy: AttestationPolicy, trust: Bool = true) throws
        -> RegisteredCredential
    {
        try VectorTests.register(try Vector.named(name), trust: FixedTrust(answer: trust), policy: policy)
    }

    private func refusal(_ name: String, _ policy: AttestationPolicy, trust: Bool = true) -> WebAuthnError? {
        #expect(throws: WebAuthnError.self) { try register(name, policy, trust: trust) }
    }

    @Test func `who asks for proof refuses what proves nothing`() {
        let unproved = refusal("w3c.none.ES256", .proved())
        #expect(unproved?.code == .attestationRefused && unproved?.step?.number == 24)
        #expect(refusal("w3c.packed-self.ES256", .proved())?.code == .attestationRefused)
    }

    @Test func `who asks for proof refuses certificates of makers that are not believed`() throws {
        #expect(refusal("w3c.packed.ES256", .proved(), trust: false)?.code == .attestationUntrusted)
        #expect(try register("w3c.packed.ES256", .proved()).isTrusted)
        #expect(try !register("w3c.packed.ES256", .anyAuthenticator, trust: false).isTrusted)
    }

    @Test func `only the models of the list may register`() throws {
        let aaguid = try #require(AAGUID(bytes: try Vector.named("own.packed.aaguid").aaguid))
        #expect(try register("own.packed.aaguid", .proved([aaguid])).record.aaguid == aaguid)
        #expect(refusal("own.packed.aaguid", .proved([]))?.code == .authenticatorNotAllowed)
        #expect(refusal("own.tpm.ES256", .proved([aaguid]))?.code == .authenticatorNotAllowed)
    }
}
