/// The packet filter's chains with what matters of their rules.
struct FilterRuleset: Hashable, Sendable {
    enum Verdict: Hashable, Sendable {
        case accept, drop, reject, jump(String), goto(String), `return`, other
    }

    struct Key: Hashable, Sendable {
        var family: Family
        var table: String
        var chain: String
    }

    struct Chain: Hashable, Sendable {
        /// Set when the chain is a base chain of type filter on hook input: its policy.
        var inputPolicy: Verdict?
        var ruleCount = 0
        /// Rules that drop or reject, with or without conditions.
        var refusingCount = 0
        /// Verdicts of rules without conditions, in order.
        var unconditional: [Verdict] = []
        /// Every chain that a rule jumps or goes to.
        var targets: Set<String> = []
    }

    enum Family: UInt8, Hashable, Sendable { case inet = 1, ipv4 = 2, ipv6 = 10 }

    var chains: [Key: Chain] = [:]
    /// Tables that are loaded and not in effect, each as a key without chain.
    var dormantTables: Set<Key> = []

    mutating func addRule(_ verdict: Verdict?, isConditional: Bool, to key: Key) {
        guard var chain = chains.removeValue(forKey: key) else { return }
        chain.ruleCount += 1
        switch verdict {
        case .drop, .reject: chain.refusingCount += 1
        case .jump(let target), .goto(let target): chain.targets.insert(target)
        default: break
        }
        if let verdict, !isConditional, chain.unconditional.last != verdict { chain.unconditional.append(verdict) }
        chains[key] = chain
    }

    /// The base chains on hook input that see packets of `family`, sorted by name.
    func inputChains(of family: Family) -> [Key] {
        chains.filter { $0.value.inputPolicy != nil && ($0.key.family == family || $0.key.family == .inet) }
            .keys.sorted { ($0.table, $0.chain) < ($1.table, $1.chain) }
    }

    /// What happens to a packet of `family` that no condition singles out: the worst of all base chains, as a packet
    /// must pass each.
    ///
    /// `accept` when there is none.
    func defaultVerdict(for family: Family) -> Verdict {
        let verdicts = inputChains(of: family).map { key in
            outcome(of: key, depth: 0) ?? chains[key]?.inputPolicy ?? .accept
        }
        return verdicts.first { $0 == .drop } ?? verdicts.first { $0 == .reject } ?? .accept
    }

    /// Whether any rule or policy that a packet of `family` may come to refuses it.
    func refusesAnything(of family: Family) -> Bool {
        defaultVerdict(for: family) != .accept
            || inputChains(of: family).contains { reachable(from: $0).contains { chains[$0]?.refusingCount ?? 0 > 0 } }
    }

    /// Rules in a chain and in those that it leads to.
    func ruleCount(from key: Key) -> Int { reachable(from: key).reduce(0) { $0 + (chains[$1]?.ruleCount ?? 0) } }

    private func reachable(from start: Key) -> Set<Key> {
        var seen: Set = [start]
        var waiting = [start]
        while let key = waiting.popLast() {
            for target in chains[key]?.targets ?? [] {
                let next = Key(family: key.family, table: key.table, chain: target)
                if seen.insert(next).inserted { waiting.append(next) }
            }
        }
        return seen
    }

    /// The first verdict that ends the walk through the rules without conditions; `nil` when the chain returns.
    ///
    /// The kernel allows jumps 16 deep and no loops.
    private func outcome(of key: Key, depth: Int) -> Verdict? {
        guard depth <= 16, let chain = chains[key] else { return nil }
        for verdict in chain.unconditional {
            switch verdict {
            case .accept, .drop, .reject: return verdict
            case .return: return nil
            case .jump(let target):
                if let verdict = outcome(of: Key(family: key.family, table: key.table, chain: target), depth: depth + 1)
                {
                    return verdict
                }
            case .goto(let target):
                return outcome(of: Key(family: key.family, table: key.table, chain: target), depth: depth + 1)
            case .other: break
            }
        }
        return nil
    }
}
