import GatehouseModel

/// What of a report is kept.
struct AdmittedFacts {
    /// As they may be believed.
    var facts: [Fact] = []
    var refused: [RefusedFact] = []
    /// What must not be held of this device, whatever it was before.
    var withheld: [FactKey] = []

    /// Refuses a fact; what was known before is not true any more, and "unavailable" never satisfies anything.
    fileprivate mutating func refuse(_ fact: Fact, _ reason: String) {
        refused.append(RefusedFact(key: fact.key.rawValue, reason: reason))
        var fact = fact
        fact.state = .unavailable(reason: "the device reported what cannot be: \(reason)")
        fact.evidence = ""
        facts.append(fact)
    }
}

extension StateReport {
    private static let longestNote = 1024

    /// What may be kept of the report of a device that is owned so, and what not.
    ///
    /// A fact that cannot be is refused alone: the others are taken. Nothing that an agent says by itself is worth more
    /// than `agentVerified`, and none was observed later than now.
    ///
    /// - Parameter scripts: what approved discovery scripts report; no other fact of the family `custom` is taken.
    func admitted(by ownership: Ownership, scripts: [FactKey: FactType] = [:], at now: Instant) -> AdmittedFacts {
        var admitted = AdmittedFacts()
        let unreadable = Dictionary(malformed.map { (FactKey($0.key), $0.reason) }) { first, _ in first }
        for var fact in changed where unreadable[fact.key] == nil {
            guard let definition = admitted.definition(of: fact.key, scripts, ownership) else { continue }
            fact.assurance = min(fact.assurance, .agentVerified)
            fact.observedAt = min(fact.observedAt, now)
            fact.source = String(fact.source.prefix(Self.longestNote))
            fact.evidence = String(fact.evidence.prefix(Self.longestNote))
            switch fact.state {
            case .known(.text(let text)) where fact.key.isCustom && text.utf8.count > CustomSetting.longestText:
                admitted.refuse(fact, "the text is longer than \(CustomSetting.longestText) bytes")
            case .known(let value) where !definition.type.admits(value):
                admitted.refuse(fact, "the value is no \(definition.type.name)")
            case .known(let value):
                if let reason = definition.implausibility(of: value, at: now) {
                    admitted.refuse(fact, reason)
                } else {
                    admitted.facts.append(fact)
                }
            case .absent(let reason):
                fact.state = .absent(reason: String(reason.prefix(Self.longestNote)))
                admitted.facts.append(fact)
            case .unavailable(let reason):
                fact.state = .unavailable(reason: String(reason.prefix(Self.longestNote)))
                admitted.facts.append(fact)
            }
        }
        for (key, reason) in unreadable.sorted(by: { $0.key < $1.key })
        where FactCatalogue.definition(of: key) != nil
            || scripts[key] != nil
        {
            guard admitted.definition(of: key, scripts, ownership) != nil else { continue }
            let fact = Fact(
                key: key, state: .absent(reason: ""), source: "the check-in", evidence: "", observedAt: now,
                assurance: .agentVerified)
            admitted.refuse(fact, reason)
        }
        return admitted
    }
}

extension AdmittedFacts {
    /// The definition of a fact that a device that is owned so may report; otherwise the key is refused by name.
    fileprivate mutating func definition(
        of key: FactKey, _ scripts: [FactKey: FactType], _ ownership: Ownership
    ) -> FactDefinition? {
        let custom = scripts[key].flatMap { FactCatalogue.customDefinition(of: key, type: $0) }
        guard let definition = custom ?? FactCatalogue.definition(of: key) else {
            refused.append(RefusedFact(key: key.rawValue, reason: "this server does not know the fact"))
            return nil
        }
        guard !FactCatalogue.derivedByServer.contains(key) else {
            refused.append(RefusedFact(key: key.rawValue, reason: "only the server observes this fact"))
            return nil
        }
        if let withholding = FactCatalogue.withholding(of: key, by: ownership) {
            refused.append(RefusedFact(key: key.rawValue, reason: withholding))
            withheld.append(key)
            return nil
        }
        return definition
    }
}
