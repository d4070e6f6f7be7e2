public import GatehouseModel

/// Whether and how the kernel refuses inbound packets, from its own ruleset rather than from configuration files.
///
/// Looks at filter chains on hook input. A packet that no condition singles out decides the default; what conditions
/// let through is not judged. IPv6 counts when an interface other than loopback has an IPv6 address.
public struct FirewallCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "firewall"
    /// All three come from one reading of the ruleset.
    public let keys: [FactKey] = ["firewall.active", "firewall.product", "firewall.defaultInbound"]
    /// Where rules are kept; rules that are changed in the kernel alone tell nobody.
    public let watches = [
        FileWatcher.ruleset, "/etc/nftables.conf", "/etc/ufw", "/etc/firewalld", "/etc/iptables",
    ]

    private let ruleset: @Sendable (Machine) throws -> FirewallState

    /// Takes the rules from the running kernel, not from the machine's files.
    public init() {
        ruleset = FirewallState.read
    }

    init(state: FirewallState) {
        ruleset = { _ in state }
    }

    /// A ruleset that cannot be read makes every key unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        do {
            let state = try ruleset(machine)
            let observations = state.observe(product: Self.manager(of: state.ruleset, machine))
            return [
                machine.fact("firewall.active", observations.active, at: now),
                machine.fact("firewall.product", observations.product, at: now),
                machine.fact("firewall.defaultInbound", observations.defaultInbound, at: now),
            ]
        } catch {
            return unavailable("\(error)", in: machine, at: now)
        }
    }

    /// The program that made the rules, from what it leaves in them.
    private static func manager(of ruleset: FilterRuleset, _ machine: Machine) -> (name: String, evidence: String) {
        let keys = ruleset.chains.keys
        let ufw = (try? machine.text("/etc/ufw/ufw.conf")) ?? ""
        let isEnabled = ufw.split(separator: "\n").contains { $0.lowercased().hasPrefix("enabled=yes") }
        if isEnabled, keys.contains(where: { $0.chain.hasPrefix("ufw-") || $0.chain.hasPrefix("ufw6-") }) {
            return ("ufw", "ENABLED=yes in /etc/ufw/ufw.conf and chains ufw-*")
        }
        if keys.contains(where: { $0.table == "firewalld" }) { return ("firewalld", "table firewalld") }
        let inputs = ruleset.inputChains(of: .ipv4) + ruleset.inputChains(of: .ipv6)
        if !inputs.isEmpty, inputs.allSatisfy({ $0.table == "filter" && $0.chain == "INPUT" && $0.family != .inet }) {
            return isEnabled ? ("ufw", "ENABLED=yes in /etc/ufw/ufw.conf") : ("iptables", "chain filter INPUT")
        }
        return ("nftables", "base chains on hook input")
    }
}

/// The packet filter as it was read, and whether IPv6 is in use.
struct FirewallState: Sendable {
    var ruleset: FilterRuleset
    var source: String
    var usesIPv6: Bool

    @Sendable
    static func read(_ machine: Machine) throws -> FirewallState {
        var ruleset = FilterRuleset()
        let hasNftables = try ruleset.readNftables()
        let hasXtables = try ruleset.readXtables(machine)
        let source = [hasNftables ? "nftables over netlink" : nil, hasXtables ? "iptables over getsockopt" : nil]
        let found = source.compactMap(\.self)
        return FirewallState(
            ruleset: ruleset, source: found.isEmpty ? "no packet filter in the kernel" : found.joined(separator: ", "),
            usesIPv6: usesIPv6(machine))
    }

    private static func usesIPv6(_ machine: Machine) -> Bool {
        let lines = ((try? machine.text("/proc/thread-self/net/if_inet6")) ?? "").split(separator: "\n")
        return lines.contains { $0.split(separator: " ").last != "lo" }
    }

    func observe(
        product: (name: String, evidence: String)
    ) -> (active: Observation, product: Observation, defaultInbound: Observation) {
        let families: [FilterRuleset.Family] = usesIPv6 ? [.ipv4, .ipv6] : [.ipv4]
        let isActive = families.allSatisfy(ruleset.refusesAnything)
        let verdicts = families.map(ruleset.defaultVerdict)
        let weakest = verdicts.contains(.accept) ? "accept" : verdicts.contains(.reject) ? "reject" : "drop"
        let inputs = Set(families.flatMap(ruleset.inputChains))
        let described = inputs.map(describe).sorted().joined(separator: "; ")
        let evidence =
            (described.isEmpty ? "no filter chain on hook input" : described)
            + (usesIPv6 ? "; IPv6 in use" : "")
        return (
            .known(.boolean(isActive), source: source, evidence: evidence),
            inputs.isEmpty
                ? .absent("no filter chain on hook input", source: source)
                : .known(.text(product.name), source: source, evidence: product.evidence),
            .known(.text(weakest), source: source, evidence: evidence)
        )
    }

    private func describe(_ key: FilterRuleset.Key) -> String {
        let family =
            switch key.family {
            case .inet: "inet"
            case .ipv4: "ip"
            case .ipv6: "ip6"
            }
        let policy = ruleset.chains[key]?.inputPolicy == .drop ? "drop" : "accept"
        return "\(family) \(key.table) \(key.chain): policy \(policy), \(ruleset.ruleCount(from: key)) rules"
    }
}
