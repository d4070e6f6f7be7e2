public import GatehouseModel

/// What changed on a device since the state that the server last acknowledged.
public struct CheckInRequest: Hashable, Sendable {
    /// Repeating a request under the same id is safe: it is answered again, not applied again.
    public var requestID: RequestID
    /// Counts the changed check-ins of this identity; one that falls back shows a second machine behind it.
    public var sequence: Int64
    /// ``HardwareIdentity/digest`` of the machine that sends.
    public var hardware: String
    /// State digest that the server acknowledged last, empty to send everything.
    public var base: String
    /// State digest after the changes.
    public var state: String
    /// The device's clock.
    public var clock: Instant
    /// Facts that are new or read otherwise than at `base`; every fact when `base` is empty.
    public var changed: [Fact]
    /// Facts at `base` that are no more.
    public var removed: [FactKey]
    /// What the TPM says to the last answer's ``CheckInResponse/challenge``.
    public var quote: QuoteAnswer?
    /// Facts that could not be read; filled by the reader, never sent.
    public var malformed: [CheckInResponse.RejectedFact] = []

    /// A request as it is sent; with nothing changed or removed it only says that the device is there.
    public init(
        requestID: RequestID, sequence: Int64, hardware: String, base: String, state: String, clock: Instant,
        changed: [Fact], removed: [FactKey], quote: QuoteAnswer? = nil
    ) {
        self.requestID = requestID
        self.sequence = sequence
        self.hardware = hardware
        self.base = base
        self.state = state
        self.clock = clock
        self.changed = changed
        self.removed = removed
        self.quote = quote
    }
}

/// The acknowledgement: durable when it is sent.
public struct CheckInResponse: Hashable, Sendable {
    /// The state digest that the server now holds; when it is not the one sent, everything must be sent again.
    public var state: String
    /// Stands for the work that waits; unchanged means nothing to do.
    public var desired: String
    /// Stands for the discovery scripts that reach the device; `nil` when none does, and then what it holds must go.
    public var scripts: String?
    /// Facts that were refused; the others were taken.
    public var rejected: [RejectedFact]
    /// What the TPM is to sign before the next check-in; `nil` when nothing is due.
    public var challenge: QuoteChallengeMessage?
    /// Why the quote was refused, for the agent's log; the check-in itself stands.
    public var quoteRefusal: String?
    /// Who owns the device, which decides what it reports; `nil` from a server that does not say.
    public var ownership: Ownership?
    /// Whether the browsers of the device's users get certificates; without, those that they have must go.
    public var givesBrowserCertificates: Bool

    /// A fact that was not taken, and why.
    public struct RejectedFact: Hashable, Sendable {
        /// The fact's key, cut at 128 characters, or its place (`changed[3].key`) when it has none.
        public var key: String
        /// For the agent's log: lower case, no full stop.
        public var reason: String

        /// A refusal of one fact; the check-in itself stands.
        public init(key: String, reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    /// An answer; no script reaches the device, nothing is rejected or asked unless said.
    public init(
        state: String, desired: String, scripts: String? = nil, rejected: [RejectedFact] = [],
        challenge: QuoteChallengeMessage? = nil, quoteRefusal: String? = nil, ownership: Ownership? = nil,
        givesBrowserCertificates: Bool = false
    ) {
        self.givesBrowserCertificates = givesBrowserCertificates
        self.challenge = challenge
        self.quoteRefusal = quoteRefusal
        self.state = state
        self.desired = desired
        self.scripts = scripts
        self.rejected = rejected
        self.ownership = ownership
    }
}
