import Testing

@testable import GatehouseAgent

struct FilterRulesetTests {
    private typealias Key = FilterRuleset.Key

    private static let input = Key(family: .ipv4, table: "t", chain: "input")

    /// A base chain with `policy`, and chains beside it.
    private static func ruleset(
        policy: FilterRuleset.Verdict = .accept, _ rules: [(FilterRuleset.Verdict?, Bool)],
        others: [String: [(FilterRuleset.Verdict?, Bool)]] = [:]
    ) -> FilterRuleset {
        var ruleset = FilterRuleset(chains: [input: .init(inputPolicy: policy)])
        for rule in rules { ruleset.addRule(rule.0, isConditional: rule.1, to: input) }
        for (name, rules) in others {
            let key = Key(family: .ipv4, table: "t", chain: name)
            ruleset.chains[key] = .init()
            for rule in rules { ruleset.addRule(rule.0, isConditional: rule.1, to: key) }
        }
        return ruleset
    }

    @Test func `an empty chain does what its policy says`() {
        #expect(Self.ruleset(policy: .drop, []).defaultVerdict(for: .ipv4) == .drop)
        #expect(Self.ruleset([]).defaultVerdict(for: .ipv4) == .accept)
    }

    @Test func `a last rule without condition overrides the policy`() {
        #expect(Self.ruleset([(.accept, true), (.reject, false)]).defaultVerdict(for: .ipv4) == .reject)
    }

    @Test func `an accept without condition makes the policy void`() {
        let ruleset = Self.ruleset(policy: .drop, [(nil, false), (.accept, false), (.drop, false)])
        #expect(ruleset.defaultVerdict(for: .ipv4) == .accept)
    }

    @Test func `a jump comes back, a goto does not`() {
        let others: [String: [(FilterRuleset.Verdict?, Bool)]] = ["c": [(.drop, true)]]
        #expect(
            Self.ruleset([(.jump("c"), false), (.drop, false)], others: others).defaultVerdict(for: .ipv4) == .drop)
        #expect(
            Self.ruleset([(.goto("c"), false), (.drop, false)], others: others).defaultVerdict(for: .ipv4) == .accept)
        let refusing = Self.ruleset([(.jump("c"), false)], others: ["c": [(.reject, false)]])
        #expect(refusing.defaultVerdict(for: .ipv4) == .reject)
    }

    @Test func `chains that lead to each other end`() {
        let ruleset = Self.ruleset(
            [(.jump("a"), false)], others: ["a": [(.jump("b"), false)], "b": [(.jump("a"), false)]])
        #expect(ruleset.defaultVerdict(for: .ipv4) == .accept && !ruleset.refusesAnything(of: .ipv4))
    }

    @Test func `a packet must pass every base chain`() {
        var ruleset = Self.ruleset([])
        ruleset.chains[Key(family: .inet, table: "u", chain: "in")] = .init(inputPolicy: .drop)
        #expect(ruleset.defaultVerdict(for: .ipv4) == .drop && ruleset.defaultVerdict(for: .ipv6) == .drop)
    }

    @Test func `a refusing rule counts where it can be reached`() {
        let others: [String: [(FilterRuleset.Verdict?, Bool)]] = ["c": [(.drop, true)]]
        #expect(Self.ruleset([(.jump("c"), true)], others: others).refusesAnything(of: .ipv4))
        #expect(!Self.ruleset([(.accept, true)], others: others).refusesAnything(of: .ipv4))
    }
}
