import GatehouseKeys
import GatehouseTPM
import GatehouseWire

/// What the TPM at a path says for the messages of the agent protocol; all of it blocks.
struct TPMEvidence: Sendable {
    var path: String
    /// Of the attestation key.
    var salt: [UInt8]
    var eventLogPath = TPMDevice.eventLogPath

    /// A longer log waits for the first check-in: an enrolment is not to carry it.
    static let longestEnrolmentLog = 128 << 10

    private func device() throws(TPMDeviceError) -> TPMDevice {
        try TPMDevice(path: path, eventLogPath: eventLogPath)
    }

    /// The first step of an enrolment.
    func challengeRequest() throws(TPMDeviceError) -> EnrolmentChallengeRequest {
        let device = try device()
        let endorsement = try device.endorsement().evidence
        return EnrolmentChallengeRequest(
            protocolVersion: ProtocolVersion.current, endorsementCertificates: endorsement.certificates,
            endorsementKey: endorsement.publicArea,
            attestationKey: try device.attestationKey(salt: salt).publicArea.bytes)
    }

    /// The second step: opens the credential, certifies the key and quotes the registers.
    func attestation(
        answering response: EnrolmentChallengeResponse, endorsementKey: [UInt8], of wrapped: [UInt8]
    ) throws -> EnrolmentAttestation {
        let device = try device()
        guard let template = EndorsementTemplate(of: try TPMPublic(bytes: endorsementKey)) else {
            throw TPMDeviceError(.refused, "the endorsement key is of no template")
        }
        let attestationKey = try device.attestationKey(salt: salt)
        let secret = try device.activate(
            ProtectedCredential(identityObject: response.identityObject, encryptedSeed: response.encryptedSeed),
            attestationKey: attestationKey, template: template, nonce: Array(CredentialChallenge.random().prefix(16)))
        let certification = try certification(wrapped, response.challenge, device, attestationKey)
        var quote = try quote(response.challenge, device, attestationKey)
        if let log = quote.eventLog, log.count > Self.longestEnrolmentLog { quote.eventLog = nil }
        return EnrolmentAttestation(secret: secret, certification: certification, quote: quote)
    }

    /// That the wrapped key is in this TPM.
    func certification(of wrapped: [UInt8], _ challenge: QuoteChallengeMessage) throws -> KeyCertificationMessage {
        let device = try device()
        return try certification(wrapped, challenge, device, device.attestationKey(salt: salt))
    }

    /// What the registers hold.
    func quote(_ challenge: QuoteChallengeMessage) throws -> QuoteAnswer {
        let device = try device()
        let quote = try quote(challenge, device, device.attestationKey(salt: salt))
        return QuoteAnswer(challenge: challenge.id, quote: quote)
    }

    private func certification(
        _ wrapped: [UInt8], _ challenge: QuoteChallengeMessage, _ device: TPMDevice, _ attestationKey: TPMKey
    ) throws -> KeyCertificationMessage {
        let key = try device.load(WrappedKey(bytes: wrapped))
        return KeyCertificationMessage(
            challenge: challenge.id, publicArea: key.publicArea.bytes,
            statement: SignedStatement(try device.certify(key, by: attestationKey, nonce: challenge.nonce)))
    }

    private func quote(
        _ challenge: QuoteChallengeMessage, _ device: TPMDevice, _ attestationKey: TPMKey
    ) throws -> QuoteMessage {
        let evidence = try device.quote(
            by: attestationKey, nonce: challenge.nonce, selection: try PCRSelection(challenge.selection),
            withEventLog: challenge.wantsEventLog)
        let registers = evidence.registers.map {
            RegisterValue(bank: $0.key.hash.name, register: Int64($0.key.register), value: $0.value)
        }
        return QuoteMessage(
            statement: SignedStatement(evidence.statement),
            registers: registers.sorted { ($0.bank, $0.register) < ($1.bank, $1.register) },
            eventLog: evidence.eventLog)
    }
}

extension SignedStatement {
    fileprivate init(_ statement: SignedAttestation) {
        self.init(attested: statement.attested, signature: statement.signature)
    }
}

extension PCRSelection {
    fileprivate init(_ banks: [QuoteChallengeMessage.RegisterBank]) throws(TPMDeviceError) {
        var selected = [Bank]()
        for bank in banks {
            let known: [TPMAlgorithm] = [.sha1, .sha256, .sha384, .sha512]
            guard let hash = known.first(where: { $0.name == bank.bank }) else {
                throw TPMDeviceError(.refused, "the server asks for the unknown bank `\(bank.bank.prefix(32))`")
            }
            selected.append(Bank(hash: hash, registers: bank.registers.map { Int(clamping: $0) }))
        }
        self.init(banks: selected)
    }
}
