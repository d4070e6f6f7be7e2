public import GatehouseKeys
public import GatehouseModel
public import GatehouseTPM

/// The question that a machine has to answer before it enrols with its TPM; kept until it does, or its time is over.
public struct EnrolmentChallenge: Hashable, Sendable {
    /// Named in the answer.
    public var id: ChallengeID
    /// Where it was asked from: so many are open for one address at once.
    public var address: String
    /// SHA-256 in hexadecimal of what only the right TPM can read.
    public var secretHash: String
    /// What the TPM signs along.
    public var nonce: [UInt8]
    /// What the machine showed of its endorsement key, well-formed and not judged.
    public var endorsement: EndorsementEvidence
    /// `TPMT_PUBLIC`; the credential was made for it.
    public var attestationKey: [UInt8]
    /// From then on it is refused.
    public var expiresAt: Instant

    /// Makes the question as it is kept.
    public init(
        id: ChallengeID, address: String, secretHash: String, nonce: [UInt8], endorsement: EndorsementEvidence,
        attestationKey: [UInt8], expiresAt: Instant
    ) {
        self.id = id
        self.address = address
        self.secretHash = secretHash
        self.nonce = nonce
        self.endorsement = endorsement
        self.attestationKey = attestationKey
        self.expiresAt = expiresAt
    }
}

/// What is known of an enrolled device's TPM; a device that has one has its key in it.
public struct DeviceAttestation: Hashable, Sendable {
    /// The device whose TPM it is.
    public var device: DeviceID
    /// What it showed of its endorsement key when it enrolled.
    public var endorsement: EndorsementEvidence
    /// SHA-256 of the endorsement key's SubjectPublicKeyInfo in hexadecimal.
    public var endorsementDigest: String
    /// Whether it counted as hardware when it was last judged: `hardware`, or the reason why not.
    public var trust: String
    /// Who the endorsement certificate says made it; `nil` without such a certificate.
    public var maker: TPMMaker?
    /// `TPMT_PUBLIC` of the key that signs quotes.
    public var attestationKey: [UInt8]
    /// What the last statement said of the TPM's age; the next must not say less.
    public var clock: TPMClock
    /// The maker's number of the firmware, by the last quote.
    public var firmwareVersion: UInt64
    /// What the firmware measured, by the last event log that a quote bore out; `nil` when there was none.
    public var boot: ProvenBoot?
    /// When a quote was last taken.
    public var quotedAt: Instant
    /// Why the last quote was refused; `nil` when it was taken.
    public var refusal: String?
    /// The question that the device may answer; `nil` when none is open.
    public var challenge: OpenChallenge?

    /// A question over the device channel.
    public struct OpenChallenge: Hashable, Sendable {
        /// Named in the answer.
        public var id: ChallengeID
        /// What the TPM signs along.
        public var nonce: [UInt8]
        /// From then on it is refused.
        public var expiresAt: Instant

        /// Makes the question as it is kept.
        public init(id: ChallengeID, nonce: [UInt8], expiresAt: Instant) {
            self.id = id
            self.nonce = nonce
            self.expiresAt = expiresAt
        }
    }

    /// What an event log said that the registers bore out; true as long as these registers hold the same.
    public struct ProvenBoot: Hashable, Sendable {
        /// SHA-256 of the log in hexadecimal.
        public var eventLogDigest: String
        /// SHA-256 in hexadecimal over the registers that firmware alone extends.
        public var registersDigest: String
        /// Whether Secure Boot was on; `nil` when firmware did not measure that.
        public var secureBootIsOn: Bool?

        /// Makes what is remembered of a log.
        public init(eventLogDigest: String, registersDigest: String, secureBootIsOn: Bool?) {
            self.eventLogDigest = eventLogDigest
            self.registersDigest = registersDigest
            self.secureBootIsOn = secureBootIsOn
        }
    }

    /// Makes the record as it is kept.
    public init(
        device: DeviceID, endorsement: EndorsementEvidence, endorsementDigest: String, trust: String,
        maker: TPMMaker?, attestationKey: [UInt8], clock: TPMClock, firmwareVersion: UInt64, boot: ProvenBoot?,
        quotedAt: Instant, refusal: String? = nil, challenge: OpenChallenge? = nil
    ) {
        self.device = device
        self.endorsement = endorsement
        self.endorsementDigest = endorsementDigest
        self.trust = trust
        self.maker = maker
        self.attestationKey = attestationKey
        self.clock = clock
        self.firmwareVersion = firmwareVersion
        self.boot = boot
        self.quotedAt = quotedAt
        self.refusal = refusal
        self.challenge = challenge
    }
}

/// Asks what is known of TPMs.
public protocol AttestationReading {
    func attestation(of device: DeviceID) throws -> DeviceAttestation?
    /// Devices whose TPM has this endorsement key, in the order of their identifiers.
    func devices(withEndorsement digest: String) throws -> [DeviceID]
    /// Questions of the tenant that are open at `now`, and those of them that were asked from `address`.
    func enrolmentChallengeCounts(from address: String, at now: Instant) throws -> (all: Int, address: Int)
}

/// Changes what is known of TPMs.
public protocol AttestationWriting {
    /// Inserts or replaces; the device must be there.
    func save(_ attestation: DeviceAttestation) throws
    func removeAttestation(of device: DeviceID) throws
    func save(_ challenge: EnrolmentChallenge) throws
    /// Removes the question and answers it: nobody gets it twice.
    func takeEnrolmentChallenge(_ id: ChallengeID) throws -> EnrolmentChallenge?
    func removeEnrolmentChallenges(endedBefore now: Instant) throws
}

/// The roots of TPM makers that an administrator trusts.
public protocol TPMMakerRoots: Sendable {
    /// As they are now; throws when one of them cannot be read.
    func roots() throws -> EndorsementRoots
}
