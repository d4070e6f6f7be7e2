import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTPM

/// The columns of what is known of TPMs in the order in which they are written and read.
private enum AttestationTable {
    static let columns = [
        "device", "endorsement_certificates", "endorsement_key", "endorsement_digest", "trust", "maker",
        "attestation_key", "clock_milliseconds", "reset_count", "restart_count", "clock_safety", "firmware_version",
        "event_log_digest", "registers_digest", "secure_boot", "quoted_at", "refusal", "challenge", "challenge_nonce",
        "challenge_expires_at",
    ]
    static let upsert = SQLText.upsert(into: "device_attestation", key: ["tenant", "device"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "device_attestation") + " AND device = ?"

    static let challenge = [
        "id", "address", "secret_hash", "nonce", "endorsement_certificates", "endorsement_key", "attestation_key",
        "expires_at",
    ]
    static let insertChallenge = SQLText.insert(into: "enrolment_challenge", ["tenant"] + challenge)
    static let takeChallenge =
        "DELETE FROM enrolment_challenge WHERE tenant = ? AND id = ? RETURNING \(challenge.joined(separator: ", "))"
}

/// A flag that may be unknown, as a word.
private enum Flag: String {
    case yes
    case no

    init(_ value: Bool) { self = value ? .yes : .no }
}

extension SQLTransaction: AttestationReading {
    func attestation(of device: DeviceID) throws -> DeviceAttestation? {
        try row(AttestationTable.select, device) { try $0.attestation() }
    }

    func devices(withEndorsement digest: String) throws -> [DeviceID] {
        try rows(
            "SELECT device FROM device_attestation WHERE tenant = ? AND endorsement_digest = ? ORDER BY device", digest
        ) { try $0.identifier() }
    }

    func enrolmentChallengeCounts(from address: String, at now: Instant) throws -> (all: Int, address: Int) {
        let open = "SELECT count(*) FROM enrolment_challenge WHERE tenant = ? AND expires_at > ?"
        let all = try row(open, now) { try $0.integer() }
        let own = try row(open + " AND address = ?", now, address) { try $0.integer() }
        return (Int(all ?? 0), Int(own ?? 0))
    }
}

extension SQLTransaction: AttestationWriting {
    func save(_ held: DeviceAttestation) throws {
        try execute(
            AttestationTable.upsert, held.device, StoredJSON(certificates: held.endorsement.certificates),
            SQLValue.bytes(held.endorsement.publicArea), held.endorsementDigest, held.trust,
            StoredJSON(texts: held.maker.map { [$0.manufacturer, $0.model, $0.version] } ?? []).description,
            SQLValue.bytes(held.attestationKey), String(held.clock.milliseconds), Int64(held.clock.resetCount),
            Int64(held.clock.restartCount), Flag(held.clock.isSafe).rawValue, String(held.firmwareVersion, radix: 16),
            held.boot?.eventLogDigest, held.boot?.registersDigest,
            held.boot?.secureBootIsOn.map { Flag($0).rawValue }, held.quotedAt, held.refusal, held.challenge?.id,
            held.challenge.map { SQLValue.bytes($0.nonce) }, held.challenge?.expiresAt)
    }

    func removeAttestation(of device: DeviceID) throws {
        try execute("DELETE FROM device_attestation WHERE tenant = ? AND device = ?", device)
    }

    func save(_ challenge: EnrolmentChallenge) throws {
        try execute(
            AttestationTable.insertChallenge, challenge.id, challenge.address, challenge.secretHash,
            SQLValue.bytes(challenge.nonce), StoredJSON(certificates: challenge.endorsement.certificates),
            SQLValue.bytes(challenge.endorsement.publicArea), SQLValue.bytes(challenge.attestationKey),
            challenge.expiresAt)
    }

    func takeEnrolmentChallenge(_ id: ChallengeID) throws -> EnrolmentChallenge? {
        try row(AttestationTable.takeChallenge, id) { try $0.enrolmentChallenge() }
    }

    func removeEnrolmentChallenges(endedBefore now: Instant) throws {
        try execute("DELETE FROM enrolment_challenge WHERE tenant = ? AND expires_at <= ?", now)
    }
}

extension SQLRow {
    fileprivate mutating func endorsement() throws -> EndorsementEvidence {
        let certificates = try texts().compactMap { Hex.decode($0) }
        return try EndorsementEvidence(certificates: certificates, publicArea: bytes())
    }

    fileprivate mutating func enrolmentChallenge() throws -> EnrolmentChallenge {
        try EnrolmentChallenge(
            id: identifier(), address: text(), secretHash: text(), nonce: bytes(), endorsement: endorsement(),
            attestationKey: bytes(), expiresAt: instant())
    }

    fileprivate mutating func attestation() throws -> DeviceAttestation {
        try DeviceAttestation(
            device: identifier(), endorsement: endorsement(), endorsementDigest: text(), trust: text(), maker: maker(),
            attestationKey: bytes(), clock: clock(), firmwareVersion: number(radix: 16), boot: boot(),
            quotedAt: instant(), refusal: optionalText(), challenge: openChallenge())
    }

    private mutating func maker() throws -> TPMMaker? {
        let words = try texts()
        return words.count == 3 ? TPMMaker(manufacturer: words[0], model: words[1], version: words[2]) : nil
    }

    private mutating func clock() throws -> TPMClock {
        let milliseconds = try number(radix: 10)
        let reset = UInt32(truncatingIfNeeded: try integer())
        let restart = UInt32(truncatingIfNeeded: try integer())
        let flag: Flag = try word()
        return TPMClock(milliseconds: milliseconds, resetCount: reset, restartCount: restart, isSafe: flag == .yes)
    }

    /// A number of 64 bits without a sign, which no engine has.
    private mutating func number(radix: Int) throws -> UInt64 {
        let text = try text()
        guard let number = UInt64(text, radix: radix) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "the number \(text) of a TPM")
        }
        return number
    }

    private mutating func boot() throws -> DeviceAttestation.ProvenBoot? {
        let log = try optionalText()
        let registers = try optionalText()
        let flag: Flag? = try optionalWord()
        guard let log, let registers else { return nil }
        return .init(eventLogDigest: log, registersDigest: registers, secureBootIsOn: flag.map { $0 == .yes })
    }

    private mutating func openChallenge() throws -> DeviceAttestation.OpenChallenge? {
        let id: ChallengeID? = try optionalIdentifier()
        let nonce = try value()
        let end = try optionalInstant()
        guard let id, case .bytes(let bytes) = nonce, let end else { return nil }
        return .init(id: id, nonce: bytes, expiresAt: end)
    }
}

extension StoredJSON {
    /// As text of a list of hexadecimal texts.
    fileprivate init(certificates: [[UInt8]]) { self.init(texts: certificates.map(Hex.encode)) }
}

extension StoredJSON: SQLBindable {
    var sqlValue: SQLValue { .text(description) }
}
