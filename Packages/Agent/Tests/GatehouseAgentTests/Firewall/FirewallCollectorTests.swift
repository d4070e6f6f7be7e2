import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

/// The collector beside the real tools, in network namespaces of their own.
struct FirewallCollectorTests {
    /// `active product default` of the namespace that the calling thread is in.
    private static func collect(_ machine: Machine = Machine()) throws -> String {
        let facts = try facts(of: FirewallCollector(), in: machine)
        return ["active", "product", "defaultInbound"].map { key in
            let fact = facts[FactKey("firewall.\(key)")]
            return fact?.value?.description ?? (fact?.isAbsent == true ? "absent" : "unavailable")
        }.joined(separator: " ")
    }

    private static func withRules(_ rules: String) throws -> String {
        try NetworkNamespace.run {
            _ = try Tool.nft.output("-f", "-", input: rules)
            try compareWithNft()
            return try collect()
        }
    }

    private struct Listing: Decodable {
        struct Object: Decodable {
            struct Chain: Decodable { let family, table, name: String; let hook, policy, type: String? }
            struct Rule: Decodable { let family, table, chain: String }
            let chain: Chain?
            let rule: Rule?
        }
        let nftables: [Object]
    }

    /// Chains, policies and numbers of rules are those that `nft` lists.
    private static func compareWithNft() throws {
        let json = try Tool.nft.output("--json", "list", "ruleset")
        let listing = try JSONDecoder().decode(Listing.self, from: Data(json.utf8)).nftables
        let families: [String: FilterRuleset.Family] = ["inet": .inet, "ip": .ipv4, "ip6": .ipv6]
        var ruleset = FilterRuleset()
        #expect(try ruleset.readNftables())
        let chains = listing.compactMap(\.chain).filter { families[$0.family] != nil }
        #expect(ruleset.chains.count == chains.count)
        for chain in chains {
            let family = try #require(families[chain.family])
            let ours = ruleset.chains[.init(family: family, table: chain.table, chain: chain.name)]
            let isInput = chain.hook == "input" && chain.type == "filter"
            #expect(ours?.inputPolicy == (isInput ? (chain.policy == "drop" ? .drop : .accept) : nil))
            let rules = listing.compactMap(\.rule)
                .filter { $0.family == chain.family && $0.table == chain.table && $0.chain == chain.name }
            #expect(ours?.ruleCount == rules.count)
        }
    }

    @Test func `an empty namespace has no firewall`() throws {
        #expect(try NetworkNamespace.run { try Self.collect() } == "false absent accept")
    }

    @Test func `an nftables policy of drop filters`() throws {
        let rules = """
            table inet filter {
              chain input { type filter hook input priority 0; policy drop;
                ct state established accept; tcp dport 22 accept; }
              chain forward { type filter hook forward priority 0; policy accept; }
            }
            """
        #expect(try Self.withRules(rules) == "true nftables drop")
    }

    @Test func `a last reject filters under a policy of accept`() throws {
        let rules = """
            table inet firewalld {
              chain filter_INPUT_ZONES { goto filter_IN_public; }
              chain filter_IN_public { tcp dport 22 accept; }
              chain filter_INPUT { type filter hook input priority 10; policy accept;
                ct state { established, related } accept; iifname "lo" accept; jump filter_INPUT_ZONES;
                log prefix "x" counter reject with icmpx admin-prohibited; }
            }
            """
        #expect(try Self.withRules(rules) == "true firewalld reject")
    }

    @Test func `an accept without condition before the policy lets everything in`() throws {
        let rules = "table ip t { chain c { type filter hook input priority 0; policy drop; counter accept; }; }"
        #expect(try Self.withRules(rules) == "false nftables accept")
    }

    @Test func `rules that only refuse some are active with accept as default`() throws {
        let rules = """
            table ip t { set bad { type ipv4_addr; flags interval; elements = { 192.0.2.0/24 } }
              chain jail { ip saddr @bad drop; }
              chain c { type filter hook input priority 0; meta l4proto tcp jump jail; limit rate 5/second accept; }
            }
            """
        #expect(try Self.withRules(rules) == "true nftables accept")
    }

    @Test func `a named counter is no condition`() throws {
        let rules = """
            table ip t { counter refused { packets 0 bytes 0; }
              chain c { type filter hook input priority 0; counter name "refused" drop; }
            }
            """
        #expect(try Self.withRules(rules) == "true nftables drop")
    }

    @Test func `a dormant table does not filter`() throws {
        let found = try NetworkNamespace.run {
            let rules = "table ip t { flags dormant; chain c { type filter hook input priority 0; policy drop; }; }"
            _ = try Tool.nft.output("-f", "-", input: rules)
            return try Self.collect()
        }
        #expect(found == "false absent accept")
    }

    @Test func `chains that are not on hook input do not filter`() throws {
        let rules = """
            table inet t { chain out { type filter hook output priority 0; policy drop; }
              chain nat { type nat hook input priority 100; }
            }
            """
        #expect(try Self.withRules(rules) == "false absent accept")
    }

    @Test func `IPv4 filtered alone is not enough where IPv6 is in use`() throws {
        let found = try NetworkNamespace.run {
            _ = try Tool.nft.output(
                "-f", "-", input: "table ip t { chain c { type filter hook input priority 0; policy drop; }; }")
            let before = try Self.collect()
            _ = try Tool.ip.output("link", "add", "v0", "type", "veth", "peer", "name", "v1")
            _ = try Tool.ip.output("address", "add", "2001:db8::1/64", "dev", "v0", "nodad")
            return [before, try Self.collect()]
        }
        #expect(found == ["true nftables drop", "false nftables accept"])
    }

    @Test(arguments: [Tool.iptablesNft, .iptablesLegacy])
    func `iptables filters by policy, by a last rule and through its chains`(tool: Tool) throws {
        let found = try NetworkNamespace.run {
            var found = [String]()
            let steps = [
                "-A INPUT -i lo -j ACCEPT", "-A INPUT -p tcp --dport 22 -m comment --comment ssh -j ACCEPT",
                "-P INPUT DROP", "-N refuse", "-A refuse -j LOG", "-A refuse -j REJECT", "-A INPUT -j refuse",
                "-I INPUT -m comment --comment open -j ACCEPT",
            ]
            for step in steps {
                _ = try tool.run(step.split(separator: " ").map(String.init))
                found.append(try Self.collect())
            }
            return found
        }
        #expect(
            found == [
                "false iptables accept", "false iptables accept", "true iptables drop", "true iptables drop",
                "true iptables drop", "true iptables drop", "true iptables reject", "true iptables accept",
            ])
    }

    @Test func `ufw is named when it is enabled and its chains are loaded`() throws {
        let fixture = try Fixture(["/etc/ufw/ufw.conf": "# x\nENABLED=yes\nLOGLEVEL=low\n"])
        var ruleset = FilterRuleset(chains: [
            .init(family: .ipv4, table: "filter", chain: "INPUT"): .init(inputPolicy: .drop)
        ])
        ruleset.chains[.init(family: .ipv4, table: "filter", chain: "ufw-user-input")] = .init()
        let state = FirewallState(ruleset: ruleset, source: "test", usesIPv6: false)
        let facts = try fixture.facts(of: FirewallCollector(state: state))
        #expect(facts["firewall.product"]?.value == .text("ufw"))
    }
}
