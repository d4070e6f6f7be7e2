import GatehouseWebAuthn
import GatehouseWire
import Testing

/// The specification's own ceremonies, and ours, through the browser's JSON to the end.
@Suite struct VectorTests {
    static func registration(
        _ vector: Vector, clientData: [UInt8]? = nil, object: [UInt8]? = nil
    ) throws -> RegistrationResponse {
        try RegistrationResponse(
            bytes: Samples.json(
                id: vector.credentialID,
                [
                    ("clientDataJSON", clientData ?? vector.clientData),
                    ("attestationObject", object ?? vector.attestationObject),
                ]))
    }

    static func party(_ vector: Vector) throws -> RelyingParty {
        try RelyingParty(
            id: "example.org", name: "Example", origins: ["https://example.org"],
            topOrigins: vector.name.contains("topOrigin") ? ["https://example.com"] : [])
    }

    /// Ours verify their user; most of the specification's do not.
    static func verification(_ vector: Vector) -> UserVerification {
        vector.name.hasPrefix("own.") ? .required : .discouraged
    }

    static func register(
        _ vector: Vector, _ response: RegistrationResponse? = nil, trust: some AttestationTrust = RecordedTrust(),
        policy: AttestationPolicy = .anyAuthenticator
    ) throws -> RegisteredCredential {
        let ceremony = try Samples.registration(
            party(vector), challenge: vector.challenge, userVerification: verification(vector), policy: policy)
        return try ceremony.verify(
            try response ?? registration(vector), isRegistered: false, cryptography: RecordedCryptography(),
            trust: trust)
    }

    static func authenticate(
        _ vector: Vector, by record: CredentialRecord, clientData: [UInt8]? = nil, data: [UInt8]? = nil,
        signature: [UInt8]? = nil
    ) throws -> AuthenticatedCredential {
        let json = Samples.json(
            id: vector.credentialID,
            [
                ("clientDataJSON", clientData ?? vector.authenticationClientData),
                ("authenticatorData", data ?? vector.authenticatorData),
                ("signature", signature ?? vector.signature), ("userHandle", Samples.userHandle),
            ])
        let ceremony = try Samples.authentication(
            party(vector), challenge: vector.authenticationChallenge, userVerification: verification(vector))
        return try ceremony.verify(
            try AuthenticationResponse(bytes: json), by: record, cryptography: RecordedCryptography())
    }

    @Test(arguments: Vector.accepted.filter { !$0.name.contains("crossOrigin") })
    func `a vector registers and signs in`(vector: Vector) throws {
        let registered = try Self.register(vector)
        #expect(registered.attestation.format == vector.format)
        #expect(registered.record.publicKey.bytes == vector.publicKey)
        #expect(registered.isTrusted == (registered.attestation.type == .certificate))
        let answered = try Self.authenticate(vector, by: registered.record)
        #expect(answered.record.counter >= registered.record.counter)
    }

    @Test(arguments: [
        ("w3c.none.ES256", VerifiedAttestation.Kind.none, 0), ("w3c.packed-self.ES256", .selfAttestation, 0),
        ("w3c.packed.RS256", .certificate, 1), ("own.packed.aaguid", .certificate, 2),
        ("own.packed-self.EdDSA", .selfAttestation, 0), ("own.tpm.ES256", .certificate, 1),
        ("own.tpm.RS256", .certificate, 1),
    ])
    func `what attested a vector is told with its certificates`(
        name: String, type: VerifiedAttestation.Kind, certificates: Int
    ) throws {
        let attestation = try Self.register(Vector.named(name)).attestation
        #expect(attestation.type == type && attestation.path.count == certificates)
    }

    @Test(arguments: [
        ("w3c.none.ES256.crossOrigin", WebAuthnError.Code.crossOriginRefused, 10),
        ("w3c.packed.ES384", .keyUnsupported, 13), ("w3c.tpm.ES256", .tpmKeyWrong, 22),
    ])
    func `a vector of what we refuse is refused`(name: String, code: WebAuthnError.Code, step: Int) throws {
        let vector = try Vector.named(name)
        let error = #expect(throws: WebAuthnError.self) { try Self.register(vector) }
        #expect(error?.code == code && error?.step?.number == step)
    }

    @Test func `a page within another is refused unless its top origin is known`() throws {
        let vector = try Vector.named("w3c.none.ES256.topOrigin")
        let ceremony = try Samples.registration(challenge: vector.challenge, userVerification: .discouraged)
        let error = #expect(throws: WebAuthnError.self) {
            try ceremony.verify(
                try Self.registration(vector), isRegistered: false, cryptography: RecordedCryptography(),
                trust: FixedTrust(answer: true))
        }
        #expect(error?.code == .crossOriginRefused)
    }

    @Test func `without user verification a passkey does not sign in`() throws {
        let vector = try Vector.named("w3c.none.ES256")
        let ceremony = try Samples.registration(challenge: vector.challenge)
        let error = #expect(throws: WebAuthnError.self) {
            try ceremony.verify(
                try Self.registration(vector), isRegistered: false, cryptography: RecordedCryptography(),
                trust: FixedTrust(answer: true))
        }
        #expect(error?.code == .userNotVerified)
    }
}
