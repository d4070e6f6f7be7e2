public import GatehouseModel

/// What a device reports: the facts that changed since the state that the server acknowledged.
public struct StateReport: Hashable, Sendable {
    public var request: RequestID
    public var sequence: Int64
    public var hardwareDigest: String
    /// Digest acknowledged last; empty when `changed` is everything.
    public var base: String
    /// Digest after the changes.
    public var state: String
    /// The device's clock.
    public var clock: Instant
    public var changed: [Fact]
    public var removed: [FactKey]

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
    public var key: String
    public var reason: String

    public init(key: String, reason: String) {
        self.key = key
        self.reason = reason
    }
}

/// The acknowledgement of a report; what it acknowledges is durable.
public struct StateAcknowledgement: Hashable, Sendable {
    /// The digest that the server holds; another than the report's means that everything must be sent again.
    public var state: String
    public var refused: [RefusedFact]

    public init(state: String, refused: [RefusedFact] = []) {
        self.state = state
        self.refused = refused
    }
}

extension StateReport {
    /// Whether the device only says that it is there.
    var isUnchanged: Bool { changed.isEmpty && removed.isEmpty }

    /// The facts that may be kept, as they may be believed, and those that may not.
    ///
    /// A key or type that the catalogue does not have is refused alone: the others are taken. Nothing that an agent
    /// says by itself is worth more than `agentVerified`.
    func admitted() -> (facts: [Fact], refused: [RefusedFact]) {
        var facts = [Fact]()
        var refused = [RefusedFact]()
        for var fact in changed {
            guard let definition = FactCatalogue.definition(of: fact.key) else {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "this server does not know the fact"))
                continue
            }
            if case .known(let value) = fact.state, !definition.type.admits(value) {
                refused.append(RefusedFact(key: fact.key.rawValue, reason: "the value is no \(definition.type.name)"))
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
    static let derivedByServer: Set<FactKey> = ["clock.skew", "identity.sharedUse"]
}
