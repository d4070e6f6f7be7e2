import GatehouseModel
import GatehouseService
import GatehouseWebAuthn

/// The columns of passkeys in the order in which they are written and read.
enum PasskeyTable {
    static let columns = [
        "id", "person", "credential", "user_handle", "public_key", "counter", "is_backup_eligible", "is_backed_up",
        "was_user_verified", "transports", "model", "name", "attestation", "is_model_proved", "created_at",
        "last_used_at", "suspected_at",
    ]
    static let insert =
        SQLText.insert(into: "passkey", ["tenant"] + columns) + " ON CONFLICT (tenant, credential) DO NOTHING"
    static let select = SQLText.select(columns, from: "passkey")
}

extension SQLRow {
    mutating func passkey() throws -> Passkey {
        let (id, user): (PasskeyID, UserID) = try (identifier(), identifier())
        let record: CredentialRecord
        do {
            record = try credentialRecord()
        } catch let error as WebAuthnError {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "passkey \(id): \(error.message)")
        }
        return try Passkey(
            id: id, user: user, record: record, name: text(), attestation: text(), isModelProved: integer() == 1,
            createdAt: instant(), lastUsedAt: optionalInstant(), suspectedAt: optionalInstant())
    }

    private mutating func credentialRecord() throws -> CredentialRecord {
        let (id, handle) = try (CredentialID(bytes()), UserHandle(bytes()))
        let (key, counter) = try (COSEKey(bytes: bytes()), UInt32(truncatingIfNeeded: integer()))
        let (isEligible, isBackedUp, wasVerified) = try (integer() == 1, integer() == 1, integer() == 1)
        let transports = try texts().compactMap(AuthenticatorTransport.init(rawValue:))
        let model = try text()
        guard let aaguid = AAGUID(model) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "model \(model) of a passkey")
        }
        return CredentialRecord(
            id: id, userHandle: handle, publicKey: key, counter: counter, isBackupEligible: isEligible,
            isBackedUp: isBackedUp, wasUserVerified: wasVerified, transports: transports, aaguid: aaguid)
    }
}

/// What ``CredentialReading`` and ``CredentialWriting`` say of passkeys.
extension SQLTransaction {
    func passkey(_ id: PasskeyID) throws -> Passkey? {
        try row(PasskeyTable.select + " AND id = ?", id) { try $0.passkey() }
    }

    func passkey(withCredential id: CredentialID) throws -> Passkey? {
        try row(PasskeyTable.select + " AND credential = ?", SQLValue.bytes(id.bytes)) { try $0.passkey() }
    }

    func passkeys(of user: UserID) throws -> [Passkey] {
        try rows(PasskeyTable.select + " AND person = ? ORDER BY created_at, id", user) { try $0.passkey() }
    }

    func insert(_ passkey: Passkey) throws {
        let record = passkey.record
        let count = try executeCounting(
            PasskeyTable.insert, passkey.id, passkey.user, SQLValue.bytes(record.id.bytes),
            SQLValue.bytes(record.userHandle.bytes), SQLValue.bytes(record.publicKey.bytes), Int64(record.counter),
            record.isBackupEligible ? 1 : 0, record.isBackedUp ? 1 : 0, record.wasUserVerified ? 1 : 0,
            StoredJSON(texts: record.transports.map(\.rawValue)).description, record.aaguid.description, passkey.name,
            passkey.attestation, passkey.isModelProved ? 1 : 0, passkey.createdAt, passkey.lastUsedAt,
            passkey.suspectedAt)
        guard count == 1 else { throw StoreError(.conflict, "the passkey is registered already") }
    }

    func save(_ passkey: Passkey) throws {
        let count = try executeCounting(
            """
            UPDATE passkey SET name = ?3, counter = ?4, is_backed_up = ?5, last_used_at = ?6, suspected_at = ?7
            WHERE tenant = ?1 AND id = ?2
            """, passkey.id, passkey.name, Int64(passkey.record.counter), passkey.record.isBackedUp ? 1 : 0,
            passkey.lastUsedAt, passkey.suspectedAt)
        guard count == 1 else { throw StoreError(.notFound, "there is no passkey `\(passkey.id)`") }
    }

    func deletePasskey(_ id: PasskeyID) throws -> Bool {
        try executeCounting("DELETE FROM passkey WHERE tenant = ? AND id = ?", id) == 1
    }
}
