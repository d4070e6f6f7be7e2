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

    /// Makes the report; ``CheckInService`` decides what of it is taken.
    public init(
        request: RequestID, sequence: Int64, hardwareDigest: String, base: String, state: String, clock: Instant,
        changed: [Fact], removed: [FactKey]
    ) {
        self.request = request
        self.sequence = sequence
        self.hardwareDigest = hardwareDigest
        self.base = base
        self.state = state
        self.clock = clock
        self.changed = changed
        self.removed = removed
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
    /// Facts that were not taken; the others were.
    public var refused: [RefusedFact]
    /// Stands for the discovery scripts that reach the device; `nil` when none does.
    public var scripts: String?

    /// Makes the acknowledgement of the state with this digest.
    public init(state: String, refused: [RefusedFact] = []) {
        self.state = state
        self.refused = refused
    }
}

extension StateReport {
    /// Whether the device only says that it is there.
    var isUnchanged: Bool { changed.isEmpty && removed.isEmpty }

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

    /// The facts that may be kept, as they may be believed, and those that may not.
    ///
    /// A key or type that the catalogue does not have is refused alone: the others are taken. Nothing that an agent
    /// says by itself is worth more than `agentVerified`.
    ///
    /// - Parameter scripts: what approved discovery scripts report; no other fact of the family `custom` is taken.
    func admitted(scripts: [FactKey: FactType] = [:]) -> (facts: [Fact], refused: [RefusedFact]) {
        var facts = [Fact]()
        var refused = [RefusedFact]()
        for var fact in changed {
            let custom = scripts[fact.key].flatMap { FactCatalogue.customDefinition(of: fact.key, type: $0) }
            guard let definition = custom ?? FactCatalogue.definition(of: fact.key) else {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "this server does not know the fact"))
                continue
            }
            if case .known(let value) = fact.state, !definition.type.admits(value) {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "the value is no \(definition.type.name)"))
                continue
            }
            if fact.key.isCustom, case .known(.text(let text)) = fact.state,
                text.utf8.count > CustomSetting.longestText
            {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "the text is too long"))
                continue
            }
            guard !FactCatalogue.derivedByServer.contains(fact.key) else {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "only the server observes this fact"))
                continue
            }
            fact.assurance = min(fact.assurance, .agentVerified)
            facts.append(fact)
        }
        return (facts, refused)
    }
}

extension FactCatalogue {
    /// Facts about the device that the server itself observes.
    static let derivedByServer = derivedFromReports.union(attestedKeys)

    /// Those among them that follow from the reports themselves.
    static let derivedFromReports: Set<FactKey> = ["clock.skew", "identity.sharedUse"]
}
