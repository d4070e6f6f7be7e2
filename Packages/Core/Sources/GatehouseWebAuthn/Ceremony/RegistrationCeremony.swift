/// Verifies that a new credential was made for us, now, by a person who was there (WebAuthn level 3 §7.1).
///
/// A value that has seen nothing but its options; the challenge must be one that was given out once and is taken back
/// before this runs.
public struct RegistrationCeremony: Sendable {
    /// What the browser was asked for.
    public let options: RegistrationOptions
    /// What authenticators must prove.
    public let policy: AttestationPolicy

    /// A ceremony for these options.
    public init(options: RegistrationOptions, policy: AttestationPolicy) {
        self.options = options
        self.policy = policy
    }

    /// The new credential, or the first step that failed.
    ///
    /// `isRegistered` says whether the response's credential id is known already, for anybody.
    public func verify(
        _ response: RegistrationResponse, isRegistered: Bool, cryptography: some CeremonyCryptography,
        trust: some AttestationTrust
    ) throws(WebAuthnError) -> RegisteredCredential {
        var step = 5
        do throws(WebAuthnError) {
            return try run(response, isRegistered, cryptography, trust, &step)
        } catch {
            throw error.at(CeremonyStep(.registration, step))
        }
    }

    private func run(
        _ response: RegistrationResponse, _ isRegistered: Bool, _ cryptography: some CeremonyCryptography,
        _ trust: some AttestationTrust, _ step: inout Int
    ) throws(WebAuthnError) -> RegisteredCredential {
        try checkClientData(response, &step)
        step = 12
        let hash = cryptography.sha256(response.clientData)
        step = 13
        let object = try AttestationObject(bytes: response.attestationObject)
        let data = try AuthenticatorData(bytes: object.authenticatorData)
        let credential = try attestedCredential(of: data, response)
        step = 14
        try data.requireHash(of: options.relyingParty, cryptography)
        try data.requirePerson(options.userVerification, from: 15, &step)
        step = 20
        try requireOffered(credential.publicKey.algorithm)
        step = 21
        let statement = try object.attestationStatement()
        step = 22
        let message = AttestedMessage(
            authenticatorData: object.authenticatorData, credential: credential, clientDataHash: hash)
        let attestation = try statement.verify(message, cryptography)
        step = 24
        let isTrusted = try policy.assess(attestation, of: credential.aaguid, trust)
        step = 26
        guard !isRegistered else {
            throw WebAuthnError(.credentialAlreadyRegistered, "the credential \(quoted(credential.id.bytes)) is known")
        }
        return RegisteredCredential(
            record: record(of: credential, data, response), attestation: attestation, isTrusted: isTrusted,
            isDiscoverable: response.isDiscoverable)
    }

    private func checkClientData(_ response: RegistrationResponse, _ step: inout Int) throws(WebAuthnError) {
        step = 6
        let clientData = try ClientData(bytes: response.clientData)
        step = 7
        try clientData.require(type: "webauthn.create")
        step = 8
        try clientData.require(options.challenge)
        step = 9
        try clientData.requireOrigin(of: options.relyingParty)
        step = 10
        try clientData.requireFrame(of: options.relyingParty)
        step = 11
        try clientData.requireTopOrigin(of: options.relyingParty)
    }

    private func attestedCredential(
        of data: AuthenticatorData, _ response: RegistrationResponse
    ) throws(WebAuthnError) -> AuthenticatorData.AttestedCredential {
        guard let credential = data.attestedCredential else {
            throw WebAuthnError(.attestedCredentialMissing, "the authenticator data holds no credential (AT)")
        }
        guard credential.id == response.credentialID else {
            throw WebAuthnError(
                .credentialIDInconsistent,
                "the browser names the credential \(quoted(response.credentialID.bytes)), and the authenticator "
                    + quoted(credential.id.bytes))
        }
        return credential
    }

    private func requireOffered(_ algorithm: COSEAlgorithm) throws(WebAuthnError) {
        guard options.algorithms.contains(algorithm) else {
            let offered = options.algorithms.map(\.description).joined(separator: ", ")
            throw WebAuthnError(.algorithmNotOffered, "the key is for \(algorithm), and was offered: \(offered)")
        }
    }

    private func record(
        of credential: AuthenticatorData.AttestedCredential, _ data: AuthenticatorData,
        _ response: RegistrationResponse
    ) -> CredentialRecord {
        CredentialRecord(
            id: credential.id, userHandle: options.user.handle, publicKey: credential.publicKey, counter: data.counter,
            isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp),
            wasUserVerified: data.flags.contains(.userVerified), transports: response.transports,
            aaguid: credential.aaguid)
    }
}

/// A credential that verified, to be stored.
public struct RegisteredCredential: Hashable, Sendable {
    /// What to keep.
    public let record: CredentialRecord
    /// What its authenticator proved.
    public let attestation: VerifiedAttestation
    /// The attestation's certificate leads to a root that is believed: the model is proved.
    public let isTrusted: Bool
    /// Whether it can be discovered, as far as the browser knows.
    public let isDiscoverable: Bool?
}
