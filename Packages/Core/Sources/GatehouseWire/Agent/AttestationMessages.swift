public import GatehouseModel

/// Asks for a challenge that only the TPM with these two keys can answer: the first step of an enrolment with a TPM.
public struct EnrolmentChallengeRequest: Hashable, Sendable {
    /// The ``ProtocolVersion`` that the agent speaks; the server refuses what it does not understand.
    public var protocolVersion: Int
    /// In DER, the endorsement key's own first; at most 8, empty when the maker gave none.
    public var endorsementCertificates: [[UInt8]]
    /// `TPMT_PUBLIC`.
    public var endorsementKey: [UInt8]
    /// `TPMT_PUBLIC`.
    public var attestationKey: [UInt8]

    /// A request for a challenge; nothing in it is checked before the server reads it.
    public init(
        protocolVersion: Int, endorsementCertificates: [[UInt8]], endorsementKey: [UInt8], attestationKey: [UInt8]
    ) {
        self.protocolVersion = protocolVersion
        self.endorsementCertificates = endorsementCertificates
        self.endorsementKey = endorsementKey
        self.attestationKey = attestationKey
    }
}

/// A credential that the TPM must open, and what it must sign.
public struct EnrolmentChallengeResponse: Hashable, Sendable {
    /// `TPM2B_ID_OBJECT` without its size.
    public var identityObject: [UInt8]
    /// `TPM2B_ENCRYPTED_SECRET` without its size.
    public var encryptedSeed: [UInt8]
    /// What is to be signed, and until when.
    public var challenge: QuoteChallengeMessage

    /// A credential with the question that goes with it.
    public init(identityObject: [UInt8], encryptedSeed: [UInt8], challenge: QuoteChallengeMessage) {
        self.identityObject = identityObject
        self.encryptedSeed = encryptedSeed
        self.challenge = challenge
    }
}

/// What a TPM is to sign; answered once, and not after its end.
public struct QuoteChallengeMessage: Hashable, Sendable {
    /// Names the question in the answer.
    public var id: ChallengeID
    /// 32 random bytes that are signed along.
    public var nonce: [UInt8]
    /// The registers to quote, bank by bank.
    public var selection: [RegisterBank]
    /// Whether the server wants the firmware's event log again.
    public var wantsEventLog: Bool
    /// From then on it is refused.
    public var expiresAt: Instant

    /// A question to a TPM.
    public init(
        id: ChallengeID, nonce: [UInt8], selection: [RegisterBank], wantsEventLog: Bool, expiresAt: Instant
    ) {
        self.id = id
        self.nonce = nonce
        self.selection = selection
        self.wantsEventLog = wantsEventLog
        self.expiresAt = expiresAt
    }

    /// Registers of one bank.
    public struct RegisterBank: Hashable, Sendable {
        /// `sha256`, as ``RegisterValue/bank``.
        public var bank: String
        /// Ascending, 0 to 23.
        public var registers: [Int64]

        /// Registers of one bank.
        public init(bank: String, registers: [Int64]) {
            self.bank = bank
            self.registers = registers
        }
    }
}

/// What a platform configuration register holds.
public struct RegisterValue: Hashable, Sendable {
    /// `sha1`, `sha256`, `sha384` or `sha512`.
    public var bank: String
    /// 0 to 23.
    public var register: Int64
    /// As long as the bank's digests, base64 on the wire.
    public var value: [UInt8]

    /// The value of one register.
    public init(bank: String, register: Int64, value: [UInt8]) {
        self.bank = bank
        self.register = register
        self.value = value
    }
}

/// What the attestation key signed: a `TPMS_ATTEST` and a `TPMT_SIGNATURE`, base64 on the wire.
public struct SignedStatement: Hashable, Sendable {
    /// `TPMS_ATTEST`.
    public var attested: [UInt8]
    /// `TPMT_SIGNATURE`.
    public var signature: [UInt8]

    /// A statement as the TPM made it.
    public init(attested: [UInt8], signature: [UInt8]) {
        self.attested = attested
        self.signature = signature
    }
}

/// The boot state as the TPM signed it.
public struct QuoteMessage: Hashable, Sendable {
    /// The quote.
    public var statement: SignedStatement
    /// What the quoted registers hold.
    public var registers: [RegisterValue]
    /// The firmware's event log, when it was asked for and there is one; base64 on the wire.
    public var eventLog: [UInt8]?

    /// A quote with what it covers.
    public init(statement: SignedStatement, registers: [RegisterValue], eventLog: [UInt8]? = nil) {
        self.statement = statement
        self.registers = registers
        self.eventLog = eventLog
    }
}

/// That the key of a certificate request is in the TPM and stays there.
public struct KeyCertificationMessage: Hashable, Sendable {
    /// The ``QuoteChallengeMessage/id`` whose nonce was signed along.
    public var challenge: ChallengeID
    /// `TPMT_PUBLIC` of the device key.
    public var publicArea: [UInt8]
    /// What the attestation key signed of it.
    public var statement: SignedStatement

    /// The certification of one key.
    public init(challenge: ChallengeID, publicArea: [UInt8], statement: SignedStatement) {
        self.challenge = challenge
        self.publicArea = publicArea
        self.statement = statement
    }
}

/// The second step: the opened credential, the certified device key and the first quote.
public struct EnrolmentAttestation: Hashable, Sendable {
    /// What the TPM read out of the credential.
    public var secret: [UInt8]
    /// Names the challenge too; the key is that of the certificate request.
    public var certification: KeyCertificationMessage
    /// Over the same nonce.
    public var quote: QuoteMessage

    /// The answer to a challenge.
    public init(secret: [UInt8], certification: KeyCertificationMessage, quote: QuoteMessage) {
        self.secret = secret
        self.certification = certification
        self.quote = quote
    }
}

/// A quote that answers the question of an earlier answer.
public struct QuoteAnswer: Hashable, Sendable {
    /// The ``QuoteChallengeMessage/id``.
    public var challenge: ChallengeID
    /// What the TPM signed.
    public var quote: QuoteMessage

    /// The answer to one question.
    public init(challenge: ChallengeID, quote: QuoteMessage) {
        self.challenge = challenge
        self.quote = quote
    }
}
