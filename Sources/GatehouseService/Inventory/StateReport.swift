public import GatehouseModel

/// What a device reports: the facts that changed since the state that the server acknowledged.
public struct StateReport: Hashable, Sendable {
    /// Chosen by the device; a repeat of it is answered and not applied again.
    public var request: RequestID
    /// Raised by the device with every report that changes something.
    public var sequence: Int64
    /// SHA-256 over the machine's own identifiers; another than at enrolment shows a second machine.
    public var hardwareDigest: String
    /// Digest acknowledged last; empty when `changed` is everything.
    public var base: String
    /// Digest after the changes.
    public var state: String
    /// The device's clock.
    public var clock: Instant
    /// Facts that are new or differ from `base`.
    public var changed: [Fact]
    /// Facts that `base` had and the device has no more.
    public var removed: [FactKey]
    /// Facts that came so that they could not be read.
    public var malformed: [RefusedFact]

    /// Makes the report; ``CheckInService`` decides what of it is taken.
    public init(
        request: RequestID, sequence: Int64, hardwareDigest: String, base: String, state: String, clock: Instant,
        changed: [Fact], removed: [FactKey], malformed: [RefusedFact] = []
    ) {
        self.request = request
        self.sequence = sequence
        self.hardwareDigest = hardwareDigest
        self.base = base
        self.state = state
        self.clock = clock
        self.changed = changed
        self.removed = removed
        self.malformed = malformed
    }
}

/// A fact that was not taken, and why.
public struct RefusedFact: Hashable, Sendable {
    /// The fact's key as the device sent it.
    public var key: String
    /// Why it was not taken, in words.
    public var reason: String

    /// Makes the refusal.
    public init(key: String, reason: String) {
        self.key = key
        self.reason = reason
    }
}

/// The acknowledgement of a report; what it acknowledges is durable.
public struct StateAcknowledgement: Hashable, Sendable {
    /// The digest that the server holds; another than the report's means that everything must be sent again.
    public var state: String
    /// Facts that were not taken, a hundred of them at most; the others were.
    public var refused: [RefusedFact]
    /// Stands for the discovery scripts that reach the device; `nil` when none does.
    public var scripts: String?
    /// Who owns the device, which decides what it is to report.
    public var ownership: Ownership
    /// Whether the browsers of the device's users get certificates.
    public var givesBrowserCertificates = false

    /// Makes the acknowledgement of the state with this digest.
    public init(state: String, refused: [RefusedFact] = [], ownership: Ownership) {
        self.state = state
        self.refused = Array(refused.prefix(100))
        self.ownership = ownership
    }
}

extension StateReport {
    /// Whether the device only says that it is there.
    var isUnchanged: Bool { changed.isEmpty && removed.isEmpty && malformed.isEmpty }

    /// Throws when a digest is none: what is kept of a device must not be whatever it likes to send.
    func check() throws {
        for (name, digest) in [("base", base), ("state", state)] where !digest.isEmpty {
            guard digest.utf8.count == 64, digest.utf8.allSatisfy(\.isHexadecimal) else {
                throw ServiceError(.invalid, "`\(name)` is not 64 hexadecimal digits")
            }
        }
    }

    /// Seconds by which the device's clock is ahead of the server's; 0 within five minutes, which is no skew.
    func skew(at now: Instant) -> Int64 {
        let ahead = (clock - now).milliseconds / 1000
        return abs(ahead) > 300 ? ahead : 0
    }

    /// Whether the skew is worth writing down: a minute more or less of the same is not.
    func skewDiffers(from held: Fact?, at now: Instant) -> Bool {
        guard case .known(.integer(let known))? = held?.state else { return true }
        let found = skew(at: now)
        return (known == 0) != (found == 0) || abs(known - found) > 60
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }
}

extension FactCatalogue {
    /// Facts about the device that the server itself observes, or checks a hardware's proof of.
    static let derivedByServer = derivedFromReports.union(attestedKeys)

    /// Those among them that follow from the reports themselves.
    static let derivedFromReports: Set<FactKey> = ["clock.skew", "identity.sharedUse"]
}
