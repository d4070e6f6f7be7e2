import GatehouseWebAuthn
import Testing

@Suite struct RegistrationCeremonyTests {
    typealias Deviation = @Sendable (inout TestAuthenticator) -> Void

    @discardableResult
    private func register(
        _ authenticator: TestAuthenticator, _ ceremony: RegistrationCeremony? = nil, isRegistered: Bool = false
    ) throws -> RegisteredCredential {
        try (ceremony ?? Samples.registration()).verify(
            try RegistrationResponse(bytes: authenticator.registrationJSON()), isRegistered: isRegistered,
            cryptography: KeyedHash(), trust: FixedTrust(answer: false))
    }

    @Test func `a new credential is recorded as it is`() throws {
        var authenticator = TestAuthenticator()
        authenticator.flags.insert(.backupEligible)
        authenticator.counter = 0x0102_0304
        let registered = try register(authenticator)
        #expect(registered.record.id.bytes == Samples.credentialID)
        #expect(registered.record.userHandle.bytes == Samples.userHandle)
        #expect(registered.record.publicKey == Samples.key)
        #expect(registered.record.counter == 0x0102_0304)
        #expect(registered.record.isBackupEligible && !registered.record.isBackedUp)
        #expect(registered.record.wasUserVerified)
        #expect(registered.record.aaguid == Samples.aaguid)
        #expect(registered.attestation.type == .none && !registered.isTrusted)
    }

    @Test(arguments: [Samples.key, Samples.edwardsKey, Samples.rsaKey])
    func `each type of key registers`(key: COSEKey) throws {
        var authenticator = TestAuthenticator()
        authenticator.key = key
        #expect(try register(authenticator).record.publicKey == key)
    }

    private static let deviations: [(Int, WebAuthnError.Code, Deviation)] = [
        (6, .clientDataMalformed, { $0.frame = #","type":"webauthn.create""# }),
        (7, .clientDataTypeWrong, { $0.type = "webauthn.get" }),
        (7, .clientDataTypeWrong, { $0.type = "webauthn.create\\u0000" }),
        (8, .challengeWrong, { $0.challenge[0] ^= 1 }), (8, .challengeWrong, { $0.challenge.removeLast() }),
        (9, .originWrong, { $0.origin = "https://example.org.evil.example" }),
        (9, .originWrong, { $0.origin = "https://example.org:8443" }),
        (9, .originWrong, { $0.origin = "http://example.org" }),
        (9, .originWrong, { $0.origin = "https://EXAMPLE.org" }),
        (10, .crossOriginRefused, { $0.frame = #","crossOrigin":true"# }),
        (10, .crossOriginRefused, { $0.frame = #","crossOrigin":true,"topOrigin":"https://evil.example""# }),
        (11, .topOriginWrong, { $0.frame = #","topOrigin":"https://example.org""# }),
        (13, .backupWithoutEligibility, { $0.flags.insert(.backedUp) }),
        (13, .authenticatorDataMalformed, { $0.trailing = [0] }),
        (13, .attestedCredentialMissing, { $0.makesCredential = false }),
        (13, .credentialIDInconsistent, { $0.named = [1, 2, 3] }),
        (14, .relyingPartyHashWrong, { $0.relyingPartyID = "evil.example" }),
        (15, .userNotPresent, { $0.flags.remove(.userPresent) }),
        (16, .userNotVerified, { $0.flags.remove(.userVerified) }),
        (21, .formatUnsupported, { $0.attest = { _, _ in ("fido-u2f", .map([])) } }),
        (21, .formatUnsupported, { $0.attest = { _, _ in ("None", .map([])) } }),
        (21, .statementMalformed, { $0.attest = { _, _ in ("none", .map([.init(.text("sig"), .bytes([]))])) } }),
    ]

    @Test(arguments: deviations.indices)
    func `a deviation is refused at its step`(index: Int) {
        let (step, code, deviate) = Self.deviations[index]
        var authenticator = TestAuthenticator()
        deviate(&authenticator)
        let error = #expect(throws: WebAuthnError.self) { try register(authenticator) }
        #expect(error?.code == code)
        #expect(error?.step == CeremonyStep(.registration, step))
        #expect(error?.description.hasPrefix("registration step \(step): ") == true)
    }

    @Test func `an algorithm that was not offered is refused`() throws {
        let ceremony = try Samples.registration(algorithms: [.rs256])
        let error = #expect(throws: WebAuthnError.self) { try register(TestAuthenticator(), ceremony) }
        #expect(error?.code == .algorithmNotOffered && error?.step?.number == 20)
    }

    @Test func `a credential that is known is refused`() {
        let error = #expect(throws: WebAuthnError.self) { try register(TestAuthenticator(), isRegistered: true) }
        #expect(error?.code == .credentialAlreadyRegistered && error?.step?.number == 26)
    }

    @Test func `a second factor need not verify its user`() throws {
        var authenticator = TestAuthenticator()
        authenticator.flags.remove(.userVerified)
        #expect(try !register(authenticator, Samples.registration(userVerification: .preferred)).record.wasUserVerified)
    }

    @Test func `a page that may embed ours is accepted, another is not`() throws {
        let party = try RelyingParty(
            id: "example.org", name: "Example", origins: ["https://example.org"], topOrigins: ["https://portal.example"]
        )
        var authenticator = TestAuthenticator()
        authenticator.frame = #","crossOrigin":true,"topOrigin":"https://portal.example""#
        #expect(throws: Never.self) { try register(authenticator, Samples.registration(party)) }
        authenticator.frame = #","crossOrigin":true,"topOrigin":"https://evil.example""#
        let wrong = #expect(throws: WebAuthnError.self) { try register(authenticator, Samples.registration(party)) }
        authenticator.frame = #","crossOrigin":true"#
        let silent = #expect(throws: WebAuthnError.self) { try register(authenticator, Samples.registration(party)) }
        #expect(wrong?.code == .topOriginWrong && silent?.code == .topOriginWrong)
    }

    @Test func `foreign text in a sentence is cut and cannot end its backticks`() {
        var authenticator = TestAuthenticator()
        authenticator.origin = "https://a`\\u001b\\u202e" + String(repeating: "x", count: 500)
        let error = #expect(throws: WebAuthnError.self) { try register(authenticator) }
        #expect(error?.message.contains("`https://a???x") == true)
        #expect((error?.message.count ?? 1000) < 150)
    }
}
