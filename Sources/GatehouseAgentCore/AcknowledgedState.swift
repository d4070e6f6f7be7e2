public import GatehouseKeys
public import GatehouseModel
public import GatehouseWire

/// The state that the server acknowledged last, fact by fact as digests: enough to tell what changed since.
public struct AcknowledgedState: Hashable, Sendable {
    /// The digest of every fact that the server has.
    public private(set) var facts: [FactKey: StateDigest]
    /// The digest of all of them together.
    public private(set) var digest: StateDigest

    /// Makes the state from each fact's digest; without any, it is that of a device that was never answered.
    public init(_ facts: [FactKey: StateDigest] = [:]) {
        self.facts = facts
        digest = StateDigest()
        for fact in facts.values { digest.toggle(fact) }
    }

    /// What a check-in names as its base; empty when nothing was acknowledged.
    public var base: String { facts.isEmpty ? "" : digest.description }

    mutating func set(_ key: FactKey, to new: StateDigest) {
        if let old = facts.updateValue(new, forKey: key) { digest.toggle(old) }
        digest.toggle(new)
    }

    mutating func remove(_ key: FactKey) {
        if let old = facts.removeValue(forKey: key) { digest.toggle(old) }
    }
}

extension AcknowledgedState {
    /// Reads `{"facts": {key: digest}}`; `nil` when it is anything else.
    public init?(json: JSON) {
        guard case .object(let members)? = json["facts"] else { return nil }
        var facts = [FactKey: StateDigest]()
        for member in members {
            guard case .string(let text) = member.value, !text.isEmpty, let digest = StateDigest(text) else {
                return nil
            }
            facts[FactKey(member.name)] = digest
        }
        self.init(facts)
    }

    /// What ``init(json:)`` reads, with keys in order.
    public var json: JSON {
        let members = facts.sorted { $0.key < $1.key }.map {
            JSON.Member($0.key.rawValue, .string($0.value.description))
        }
        return .object([JSON.Member("facts", .object(members))])
    }
}
