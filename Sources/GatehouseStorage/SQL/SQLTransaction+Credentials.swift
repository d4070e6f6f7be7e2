import GatehouseModel
import GatehouseService

/// The columns of what people sign in with besides passkeys, in the order in which they are written and read.
private enum CredentialTable {
    static let password = ["person", "hash", "sealed", "last_step", "created_at"]
    static let upsertPassword = SQLText.upsert(
        into: "password", key: ["tenant", "person"], ["tenant"] + password)
    static let selectPassword = SQLText.select(password, from: "password")

    static let pass = ["id", "person", "hash", "is_one_time", "created_at", "created_by", "expires_at", "used_at"]
    static let upsertPass = SQLText.upsert(into: "access_pass", key: ["tenant", "id"], ["tenant"] + pass)
    static let selectPass = SQLText.select(pass, from: "access_pass")

    static let setUpCode = ["hash", "created_at", "used_at"]
    static let upsertSetUpCode = SQLText.upsert(into: "set_up_code", key: ["tenant"], ["tenant"] + setUpCode)
    static let selectSetUpCode = SQLText.select(setUpCode, from: "set_up_code")

    static let attempts = ["subject", "attempts", "since"]
    static let upsertAttempts = SQLText.upsert(
        into: "sign_in_attempt", key: ["tenant", "subject"], ["tenant"] + attempts)
    static let selectAttempts = SQLText.select(["attempts", "since"], from: "sign_in_attempt")
}

extension SQLRow {
    fileprivate mutating func accessPass() throws -> AccessPass {
        try AccessPass(
            id: identifier(), user: identifier(), hash: text(), isOneTime: integer() == 1, createdAt: instant(),
            createdBy: text(), expiresAt: instant(), usedAt: optionalInstant())
    }

    fileprivate mutating func passwordCredential() throws -> PasswordCredential {
        try PasswordCredential(
            user: identifier(), hash: text(), sealedKey: bytes(), lastStep: integer(), createdAt: instant())
    }
}

extension SQLTransaction: CredentialReading {
    func password(of user: UserID) throws -> PasswordCredential? {
        try row(CredentialTable.selectPassword + " AND person = ?", user) { try $0.passwordCredential() }
    }

    func passwords() throws -> [PasswordCredential] {
        try rows(CredentialTable.selectPassword + " ORDER BY person") { try $0.passwordCredential() }
    }

    func recoveryCodesLeft(of user: UserID) throws -> Int {
        let count = try row("SELECT count(*) FROM recovery_code WHERE tenant = ? AND person = ?", user) {
            try $0.integer()
        }
        return Int(count ?? 0)
    }

    func accessPass(withHash hash: String) throws -> AccessPass? {
        try row(CredentialTable.selectPass + " AND hash = ?", hash) { try $0.accessPass() }
    }

    func accessPass(_ id: AccessPassID) throws -> AccessPass? {
        try row(CredentialTable.selectPass + " AND id = ?", id) { try $0.accessPass() }
    }

    func accessPasses(of user: UserID) throws -> [AccessPass] {
        try rows(CredentialTable.selectPass + " AND person = ? ORDER BY created_at DESC, id DESC", user) {
            try $0.accessPass()
        }
    }

    func setUpCode() throws -> SetUpCode? {
        try row(CredentialTable.selectSetUpCode) { row in
            try SetUpCode(hash: row.text(), createdAt: row.instant(), usedAt: row.optionalInstant())
        }
    }

    func attempts(_ subject: String) throws -> AttemptCount? {
        try row(CredentialTable.selectAttempts + " AND subject = ?", subject) { row in
            try AttemptCount(count: row.integer(), since: row.instant())
        }
    }
}

extension SQLTransaction: CredentialWriting {
    func save(_ password: PasswordCredential) throws {
        try execute(
            CredentialTable.upsertPassword, password.user, password.hash, SQLValue.bytes(password.sealedKey),
            password.lastStep, password.createdAt)
    }

    func takeStep(_ step: Int64, of user: UserID) throws -> Bool {
        try executeCounting(
            "UPDATE password SET last_step = ?3 WHERE tenant = ?1 AND person = ?2 AND last_step < ?3", user, step) == 1
    }

    func deletePassword(of user: UserID) throws -> Bool {
        try executeCounting("DELETE FROM password WHERE tenant = ? AND person = ?", user) == 1
    }

    func replaceRecoveryCodes(of user: UserID, withHashes hashes: [String], at now: Instant) throws {
        try execute("DELETE FROM recovery_code WHERE tenant = ? AND person = ?", user)
        for hash in hashes {
            try execute(
                SQLText.insert(into: "recovery_code", ["tenant", "person", "hash", "created_at"]), user, hash, now)
        }
    }

    func takeRecoveryCode(withHash hash: String, of user: UserID) throws -> Bool {
        try executeCounting("DELETE FROM recovery_code WHERE tenant = ? AND person = ? AND hash = ?", user, hash) == 1
    }

    func save(_ pass: AccessPass) throws {
        try execute(
            CredentialTable.upsertPass, pass.id, pass.user, pass.hash, pass.isOneTime ? 1 : 0, pass.createdAt,
            pass.createdBy, pass.expiresAt, pass.usedAt)
    }

    func takeAccessPass(_ id: AccessPassID, at now: Instant) throws -> Bool {
        try executeCounting(
            """
            UPDATE access_pass SET used_at = ?3 WHERE tenant = ?1 AND id = ?2 AND expires_at > ?3
            AND (is_one_time = 0 OR used_at IS NULL)
            """, id, now) == 1
    }

    func deleteAccessPass(_ id: AccessPassID) throws -> Bool {
        try executeCounting("DELETE FROM access_pass WHERE tenant = ? AND id = ?", id) == 1
    }

    func save(_ code: SetUpCode) throws {
        try execute(CredentialTable.upsertSetUpCode, code.hash, code.createdAt, code.usedAt)
    }

    func takeSetUpCode(withHash hash: String, at now: Instant) throws -> Bool {
        try executeCounting(
            "UPDATE set_up_code SET used_at = ?3 WHERE tenant = ?1 AND hash = ?2 AND used_at IS NULL", hash, now) == 1
    }

    func takeOnce(_ hash: String, until expiry: Instant) throws -> Bool {
        try executeCounting(
            SQLText.insert(into: "spent_value", ["tenant", "hash", "expires_at"])
                + " ON CONFLICT (tenant, hash) DO NOTHING", hash, expiry) == 1
    }

    func save(_ attempts: AttemptCount, of subject: String) throws {
        try execute(CredentialTable.upsertAttempts, subject, attempts.count, attempts.since)
    }

    func removeAttempts(_ subject: String) throws {
        try execute("DELETE FROM sign_in_attempt WHERE tenant = ? AND subject = ?", subject)
    }

    func removeSpent(endedBefore now: Instant, attemptsBefore: Instant) throws {
        try execute("DELETE FROM spent_value WHERE tenant = ? AND expires_at < ?", now)
        try execute("DELETE FROM sign_in_attempt WHERE tenant = ? AND since < ?", attemptsBefore)
    }

    func removeCredentials(of user: UserID) throws {
        for table in ["passkey", "password", "recovery_code", "access_pass"] {
            try execute("DELETE FROM \(table) WHERE tenant = ? AND person = ?", user)
        }
    }
}
