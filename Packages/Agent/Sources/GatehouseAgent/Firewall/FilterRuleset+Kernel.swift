import CLinux
import Glibc

extension FilterRuleset {
    /// Adds the nftables ruleset of this network namespace, which holds what iptables-nft made, too.
    ///
    /// A kernel without nftables adds nothing and gives false.
    mutating func readNftables() throws(MachineError) -> Bool {
        for _ in 0..<3 {
            var ruleset = self
            let outcome = Self.read(into: &ruleset) { clinux_nftables_read($0) }
            if outcome == -EINTR { continue }
            if [EOPNOTSUPP, EPROTONOSUPPORT, EINVAL, EAFNOSUPPORT].contains(-outcome) { return false }
            if outcome == -EPERM { throw MachineError(.denied, "the nftables ruleset is not readable without root") }
            guard outcome == 0 else { throw MachineError(errno: -outcome, "nftables") }
            self = ruleset
            return true
        }
        throw MachineError(.failed, "the nftables ruleset changed while it was read")
    }

    /// Adds the `filter` table of the older iptables where it is loaded; asking for it otherwise would load it.
    mutating func readXtables(_ machine: Machine) throws(MachineError) -> Bool {
        var found = false
        for (family, path) in [
            (AF_INET, "/proc/thread-self/net/ip_tables_names"), (AF_INET6, "/proc/thread-self/net/ip6_tables_names"),
        ] {
            guard let names = try? machine.text(path), names.split(separator: "\n").contains("filter") else { continue }
            let outcome = Self.read(into: &self) { clinux_xtables_read(family, "filter", $0) }
            if outcome == -EPERM { throw MachineError(.denied, "iptables' rules are not readable without root") }
            guard outcome == 0 else { throw MachineError(errno: -outcome, "iptables filter") }
            found = true
        }
        return found
    }

    private static func read(
        into ruleset: inout FilterRuleset, with body: (UnsafePointer<clinux_filter_sink>) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &ruleset) { context in
            var sink = clinux_filter_sink(
                context: UnsafeMutableRawPointer(context),
                table: { context, table in
                    guard let context, let table else { return }
                    context.assumingMemoryBound(to: FilterRuleset.self).pointee.add(table.pointee)
                },
                chain: { context, chain in
                    guard let context, let chain else { return }
                    context.assumingMemoryBound(to: FilterRuleset.self).pointee.add(chain.pointee)
                },
                rule: { context, rule in
                    guard let context, let rule else { return }
                    context.assumingMemoryBound(to: FilterRuleset.self).pointee.add(rule.pointee)
                })
            return body(&sink)
        }
    }

    private mutating func add(_ table: clinux_table) {
        guard let family = Family(rawValue: table.family), table.dormant != 0 else { return }
        dormantTables.insert(Key(family: family, table: String(cString: table.name), chain: ""))
    }

    private mutating func add(_ chain: clinux_chain) {
        guard let family = Family(rawValue: chain.family) else { return }
        let key = Key(family: family, table: String(cString: chain.table), chain: String(cString: chain.name))
        let isDormant = dormantTables.contains(Key(family: family, table: key.table, chain: ""))
        let isInput = !isDormant && chain.hook == 1 && String(cString: chain.type) == "filter"
        chains[key] = Chain(inputPolicy: isInput ? (chain.policy == 0 ? .drop : .accept) : nil)
    }

    private mutating func add(_ rule: clinux_rule) {
        guard let family = Family(rawValue: rule.family) else { return }
        let key = Key(family: family, table: String(cString: rule.table), chain: String(cString: rule.chain))
        let target = String(cString: rule.target)
        let verdict: Verdict?
        switch clinux_verdict(rule.verdict) {
        case CLINUX_VERDICT_ACCEPT: verdict = .accept
        case CLINUX_VERDICT_DROP: verdict = .drop
        case CLINUX_VERDICT_REJECT: verdict = .reject
        case CLINUX_VERDICT_JUMP: verdict = .jump(target)
        case CLINUX_VERDICT_GOTO: verdict = .goto(target)
        case CLINUX_VERDICT_RETURN: verdict = .return
        case CLINUX_VERDICT_OTHER: verdict = .other
        default: verdict = nil
        }
        addRule(verdict, isConditional: rule.conditional != 0, to: key)
    }
}
