/// Verifies that the holder of a credential answered us, now (WebAuthn level 3 §7.2).
///
/// A value that has seen nothing but its options; the challenge must be one that was given out once and is taken back
/// before this runs.
public struct AuthenticationCeremony: Sendable {
    /// What the browser was asked for.
    public let options: AuthenticationOptions
    /// Whose sign-in it is when that was known before; `nil` when the credential tells.
    public let expectedUser: UserHandle?

    /// A ceremony for these options.
    public init(options: AuthenticationOptions, expectedUser: UserHandle? = nil) {
        self.options = options
        self.expectedUser = expectedUser
    }

    /// The credential's record with its new state, or the first step that failed.
    ///
    /// `record` is the one stored under the response's credential id. A counter that did not rise is an error of its
    /// own, ``WebAuthnError/Code/counterRolledBack``, after the signature verified: the key may have been copied.
    public func verify(
        _ response: AuthenticationResponse, by record: CredentialRecord,
        cryptography: some SignatureVerifying & SHA256Hashing
    ) throws(WebAuthnError) -> AuthenticatedCredential {
        var step = 5
        do throws(WebAuthnError) {
            return try run(response, record, cryptography, &step)
        } catch {
            throw error.at(CeremonyStep(.authentication, step))
        }
    }

    private func run(
        _ response: AuthenticationResponse, _ record: CredentialRecord,
        _ cryptography: some SignatureVerifying & SHA256Hashing, _ step: inout Int
    ) throws(WebAuthnError) -> AuthenticatedCredential {
        try identify(response, record, &step)
        step = 7
        let data = try AuthenticatorData(bytes: response.authenticatorData)
        guard data.attestedCredential == nil else {
            throw WebAuthnError(.attestedCredentialUnexpected, "an answer to a sign-in holds a new credential (AT)")
        }
        try checkClientData(response, &step)
        step = 15
        try data.requireHash(of: options.relyingParty, cryptography)
        try data.requirePerson(options.userVerification, from: 16, &step)
        step = 19
        guard data.flags.contains(.backupEligible) == record.isBackupEligible else {
            throw WebAuthnError(
                .backupEligibilityChanged,
                "the credential \(record.isBackupEligible ? "was" : "was not") eligible for backup (BE), and now it "
                    + "\(record.isBackupEligible ? "is not" : "is")")
        }
        step = 20
        let hash = cryptography.sha256(response.clientData)
        step = 21
        let message = response.authenticatorData + hash
        guard cryptography.verify(signature: response.signature, of: message, by: record.publicKey) else {
            throw WebAuthnError(
                .signatureWrong,
                "the signature does not verify with the credential's key for \(record.publicKey.algorithm)")
        }
        step = 22
        try requireRise(from: record.counter, to: data.counter)
        return AuthenticatedCredential(data, record)
    }

    private func identify(
        _ response: AuthenticationResponse, _ record: CredentialRecord, _ step: inout Int
    ) throws(WebAuthnError) {
        step = 5
        let allowed = options.allowedCredentials
        guard allowed.isEmpty || allowed.contains(where: { $0.id == response.credentialID }) else {
            throw WebAuthnError(
                .credentialNotAllowed, "the credential \(quoted(response.credentialID.bytes)) was not asked for")
        }
        step = 6
        guard record.id == response.credentialID else {
            throw WebAuthnError(.credentialWrong, "the record is not that of \(quoted(response.credentialID.bytes))")
        }
        guard response.userHandle != nil || expectedUser != nil else {
            throw WebAuthnError(.userHandleMissing, "the response does not say whose the credential is")
        }
        for handle in [response.userHandle, expectedUser] {
            guard let handle, handle != record.userHandle else { continue }
            throw WebAuthnError(.userHandleWrong, "the credential belongs to another user than \(quoted(handle.bytes))")
        }
    }

    private func checkClientData(_ response: AuthenticationResponse, _ step: inout Int) throws(WebAuthnError) {
        step = 9
        let clientData = try ClientData(bytes: response.clientData)
        step = 10
        try clientData.require(type: "webauthn.get")
        step = 11
        try clientData.require(options.challenge)
        step = 12
        try clientData.requireOrigin(of: options.relyingParty)
        step = 13
        try clientData.requireFrame(of: options.relyingParty)
        step = 14
        try clientData.requireTopOrigin(of: options.relyingParty)
    }

    private func requireRise(from stored: UInt32, to received: UInt32) throws(WebAuthnError) {
        guard received > stored || received == 0 && stored == 0 else {
            throw WebAuthnError(
                .counterRolledBack,
                "the signature counter is \(received), and more than \(stored) was expected: the key may be copied")
        }
    }
}

/// A credential whose holder answered.
public struct AuthenticatedCredential: Hashable, Sendable {
    /// What to keep from now on: the counter and whether it is backed up are new.
    ///
    /// That its user was verified stays as it was: to learn it later asks for a second factor (step 24).
    public let record: CredentialRecord
    /// The authenticator knew who used it, this time.
    public let isUserVerified: Bool
    /// It was copied, or its copies were taken back, since it was last seen.
    public let backupChanged: Bool

    init(_ data: AuthenticatorData, _ record: CredentialRecord) {
        var updated = record
        updated.counter = data.counter
        updated.isBackedUp = data.flags.contains(.backedUp)
        isUserVerified = data.flags.contains(.userVerified)
        backupChanged = updated.isBackedUp != record.isBackedUp
        self.record = updated
    }
}
