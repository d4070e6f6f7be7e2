import GatehouseModel

/// How often TPMs are asked, and how many questions may be open.
public struct AttestationRules: Hashable, Sendable {
    /// How long a quote is new enough; then the next check-in's answer asks for another.
    public var interval: Duration
    /// How long after its last quote a device's attested facts lapse.
    public var lapse: Duration
    /// How long a question may be answered.
    public var patience: Duration
    /// How many machines may have an open question at once.
    public var openChallenges: Int
    /// How many of them may have asked from one address.
    public var openChallengesForAddress: Int

    /// Every hour, with four until the facts lapse, unless told otherwise.
    public init(
        interval: Duration = .seconds(3600), lapse: Duration = .seconds(4 * 3600), patience: Duration = .seconds(300),
        openChallenges: Int = 4096, openChallengesForAddress: Int = 64
    ) {
        self.interval = interval
        self.lapse = lapse
        self.patience = patience
        self.openChallenges = openChallenges
        self.openChallengesForAddress = openChallengesForAddress
    }
}

/// What a TPM is asked to sign over the device channel.
public struct QuoteOffer: Hashable, Sendable {
    /// Names the question in the answer.
    public var challenge: DeviceAttestation.OpenChallenge
    /// Whether the firmware's event log is wanted: what the registers hold is not accounted for.
    public var wantsEventLog: Bool

    /// Makes the question.
    public init(challenge: DeviceAttestation.OpenChallenge, wantsEventLog: Bool) {
        self.challenge = challenge
        self.wantsEventLog = wantsEventLog
    }
}
