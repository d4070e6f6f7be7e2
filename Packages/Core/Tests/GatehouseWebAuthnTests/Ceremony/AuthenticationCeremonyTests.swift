import GatehouseWebAuthn
import Testing

@Suite struct AuthenticationCeremonyTests {
    typealias Deviation = @Sendable (inout TestAuthenticator) -> Void

    @discardableResult
    private func authenticate(
        _ authenticator: TestAuthenticator = TestAuthenticator(), _ ceremony: AuthenticationCeremony? = nil,
        record: CredentialRecord? = nil
    ) throws -> AuthenticatedCredential {
        try (ceremony ?? Samples.authentication()).verify(
            try AuthenticationResponse(bytes: authenticator.authenticationJSON()),
            by: try record ?? Samples.record(), cryptography: KeyedHash())
    }

    @Test func `a discovered credential signs in and its counter is kept`() throws {
        var authenticator = TestAuthenticator()
        authenticator.counter = 41
        let answered = try authenticate(authenticator)
        #expect(answered.record.counter == 41)
        #expect(answered.isUserVerified && !answered.backupChanged)
    }

    private static let deviations: [(Int, WebAuthnError.Code, Deviation)] = [
        (6, .credentialWrong, { $0.credentialID = [9] }), (6, .userHandleMissing, { $0.userHandle = nil }),
        (6, .userHandleWrong, { $0.userHandle = [1] }),
        (7, .attestedCredentialUnexpected, { $0.flags.insert(.attestedCredential) }),
        (7, .authenticatorDataMalformed, { $0.trailing = [0] }),
        (7, .backupWithoutEligibility, { $0.flags.insert(.backedUp) }),
        (9, .clientDataMalformed, { $0.frame = "," }), (10, .clientDataTypeWrong, { $0.type = "webauthn.create" }),
        (11, .challengeWrong, { $0.challenge[31] ^= 0x80 }), (12, .originWrong, { $0.origin = "https://evil.example" }),
        (13, .crossOriginRefused, { $0.frame = #","crossOrigin":true"# }),
        (14, .topOriginWrong, { $0.frame = #","topOrigin":"https://example.org""# }),
        (15, .relyingPartyHashWrong, { $0.relyingPartyID = "login.example.org" }),
        (16, .userNotPresent, { $0.flags.remove(.userPresent) }),
        (17, .userNotVerified, { $0.flags.remove(.userVerified) }),
        (19, .backupEligibilityChanged, { $0.flags.insert(.backupEligible) }),
        (21, .signatureWrong, { $0.key = Samples.edwardsKey }), (22, .counterRolledBack, { $0.counter = 0 }),
        (22, .counterRolledBack, { $0.counter = 5 }),
    ]

    @Test(arguments: deviations.indices)
    func `a deviation is refused at its step`(index: Int) throws {
        let (step, code, deviate) = Self.deviations[index]
        var authenticator = TestAuthenticator()
        authenticator.counter = 6
        deviate(&authenticator)
        let record = try Samples.record(counter: 5)
        let error = #expect(throws: WebAuthnError.self) { try authenticate(authenticator, record: record) }
        #expect(error?.code == code)
        #expect(error?.step == CeremonyStep(.authentication, step))
    }

    @Test func `only a credential that was asked for may answer`() throws {
        let other = try Samples.authentication(allowed: [[1], [2]])
        let error = #expect(throws: WebAuthnError.self) { try authenticate(TestAuthenticator(), other) }
        #expect(error?.code == .credentialNotAllowed && error?.step?.number == 5)
        let ours = try Samples.authentication(allowed: [[1], Samples.credentialID])
        #expect(throws: Never.self) { try authenticate(TestAuthenticator(), ours) }
    }

    @Test func `a user who is known beforehand must own the credential, and need not be named again`() throws {
        var authenticator = TestAuthenticator()
        authenticator.userHandle = nil
        let own = try Samples.authentication(expectedUser: Samples.userHandle)
        #expect(throws: Never.self) { try authenticate(authenticator, own) }
        let other = try Samples.authentication(expectedUser: [7])
        for handle in [nil, Samples.userHandle, [7]] {
            authenticator.userHandle = handle
            let error = #expect(throws: WebAuthnError.self) { try authenticate(authenticator, other) }
            #expect(error?.code == .userHandleWrong)
        }
    }

    @Test func `that its user was verified is not learnt from one answer`() throws {
        #expect(try !authenticate().record.wasUserVerified)
    }

    @Test func `an authenticator that never counts is fine`() throws {
        var authenticator = TestAuthenticator()
        authenticator.counter = 0
        #expect(try authenticate(authenticator).record.counter == 0)
    }

    @Test func `a counter that stands still or falls is told with both numbers`() throws {
        var authenticator = TestAuthenticator()
        authenticator.counter = 9
        let record = try Samples.record(counter: 9)
        let error = #expect(throws: WebAuthnError.self) { try authenticate(authenticator, record: record) }
        #expect(error?.code == .counterRolledBack)
        #expect(error?.message.contains("is 9, and more than 9") == true)
    }

    @Test func `a roll-back is told only of a signature that verified`() throws {
        var authenticator = TestAuthenticator()
        authenticator.key = Samples.rsaKey
        let record = try Samples.record(counter: 9)
        let error = #expect(throws: WebAuthnError.self) { try authenticate(authenticator, record: record) }
        #expect(error?.code == .signatureWrong)
    }

    @Test func `a credential may be backed up later, but never become or cease to be eligible`() throws {
        var authenticator = TestAuthenticator()
        authenticator.flags = [.userPresent, .userVerified, .backupEligible, .backedUp]
        let eligible = try Samples.record(isBackupEligible: true)
        let answered = try authenticate(authenticator, record: eligible)
        #expect(answered.backupChanged && answered.record.isBackedUp)
        authenticator.flags = [.userPresent, .userVerified]
        let error = #expect(throws: WebAuthnError.self) { try authenticate(authenticator, record: eligible) }
        #expect(error?.code == .backupEligibilityChanged)
    }

    @Test func `a replayed answer does not fit the next challenge`() throws {
        let next = try Samples.authentication(challenge: [UInt8](repeating: 0xC5, count: 32))
        let error = #expect(throws: WebAuthnError.self) { try authenticate(TestAuthenticator(), next) }
        #expect(error?.code == .challengeWrong)
    }
}
