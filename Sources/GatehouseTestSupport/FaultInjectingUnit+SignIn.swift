import GatehouseModel
import GatehouseService
import GatehouseWebAuthn

extension FaultInjectingUnit: SessionReading {
    func session(withHash hash: String) throws -> SignInSession? { try step().session(withHash: hash) }
    func session(_ id: SessionID) throws -> SignInSession? { try step().session(id) }
    func sessions(of user: UserID, liveAt now: Instant) throws -> [SignInSession] {
        try step().sessions(of: user, liveAt: now)
    }
}

extension FaultInjectingUnit: SessionWriting {
    func insert(_ session: SignInSession, hash: String) throws { try step().insert(session, hash: hash) }
    func save(_ session: SignInSession) throws { try step().save(session) }
    func replaceCookie(of id: SessionID, withHash hash: String) throws {
        try step().replaceCookie(of: id, withHash: hash)
    }
    func revokeSessions(of user: UserID, except kept: SessionID?, at now: Instant) throws -> Int {
        try step().revokeSessions(of: user, except: kept, at: now)
    }
    func noteUse(of id: SessionID, at now: Instant) throws { try step().noteUse(of: id, at: now) }
    func removeSessions(endedBefore now: Instant) throws { try step().removeSessions(endedBefore: now) }
}

extension FaultInjectingUnit: CredentialReading {
    func passkey(_ id: PasskeyID) throws -> Passkey? { try step().passkey(id) }
    func passkey(withCredential id: CredentialID) throws -> Passkey? { try step().passkey(withCredential: id) }
    func passkeys(of user: UserID) throws -> [Passkey] { try step().passkeys(of: user) }
    func password(of user: UserID) throws -> PasswordCredential? { try step().password(of: user) }
    func passwords() throws -> [PasswordCredential] { try step().passwords() }
    func recoveryCodesLeft(of user: UserID) throws -> Int { try step().recoveryCodesLeft(of: user) }
    func accessPass(withHash hash: String) throws -> AccessPass? { try step().accessPass(withHash: hash) }
    func accessPass(_ id: AccessPassID) throws -> AccessPass? { try step().accessPass(id) }
    func accessPasses(of user: UserID) throws -> [AccessPass] { try step().accessPasses(of: user) }
    func setUpCode() throws -> SetUpCode? { try step().setUpCode() }
    func attempts(_ subject: String) throws -> AttemptCount? { try step().attempts(subject) }
}

extension FaultInjectingUnit: CredentialWriting {
    func insert(_ passkey: Passkey) throws { try step().insert(passkey) }
    func save(_ passkey: Passkey) throws { try step().save(passkey) }
    func deletePasskey(_ id: PasskeyID) throws -> Bool { try step().deletePasskey(id) }
    func save(_ password: PasswordCredential) throws { try step().save(password) }
    func takeStep(_ step: Int64, of user: UserID) throws -> Bool { try self.step().takeStep(step, of: user) }
    func deletePassword(of user: UserID) throws -> Bool { try step().deletePassword(of: user) }
    func replaceRecoveryCodes(of user: UserID, withHashes hashes: [String], at now: Instant) throws {
        try step().replaceRecoveryCodes(of: user, withHashes: hashes, at: now)
    }
    func takeRecoveryCode(withHash hash: String, of user: UserID) throws -> Bool {
        try step().takeRecoveryCode(withHash: hash, of: user)
    }
    func save(_ pass: AccessPass) throws { try step().save(pass) }
    func takeAccessPass(_ id: AccessPassID, at now: Instant) throws -> Bool {
        try step().takeAccessPass(id, at: now)
    }
    func deleteAccessPass(_ id: AccessPassID) throws -> Bool { try step().deleteAccessPass(id) }
    func save(_ code: SetUpCode) throws { try step().save(code) }
    func takeSetUpCode(withHash hash: String, at now: Instant) throws -> Bool {
        try step().takeSetUpCode(withHash: hash, at: now)
    }
    func takeOnce(_ hash: String, until expiry: Instant) throws -> Bool { try step().takeOnce(hash, until: expiry) }
    func save(_ attempts: AttemptCount, of subject: String) throws { try step().save(attempts, of: subject) }
    func removeAttempts(_ subject: String) throws { try step().removeAttempts(subject) }
    func removeSpent(endedBefore now: Instant, attemptsBefore: Instant) throws {
        try step().removeSpent(endedBefore: now, attemptsBefore: attemptsBefore)
    }
    func removeCredentials(of user: UserID) throws { try step().removeCredentials(of: user) }
}
