/// What an account may do as root, and whether it is asked for a password.
struct SudoAuthority: Hashable, Sendable {
    /// Whether it may run everything; a list of exceptions changes nothing, as it is easily got around.
    var mayRunAll = false
    var mayRunSome = false
    /// Whether everything needs no password.
    var isAllPasswordless = false
    /// Whether a command that is named needs no password.
    var isSomePasswordless = false
    var place = ""

    var isPasswordless: Bool { isAllPasswordless || isSomePasswordless }
    var isNothing: Bool { !mayRunAll && !mayRunSome }
}

/// Whoever asks for root's rights, and where.
struct SudoCaller: Hashable, Sendable {
    var name: String
    var userID: UInt32?
    /// Names of its groups, and their ids as `#0`.
    var groups: Set<String>
    var host: String
    /// The names of the accounts with user id 0.
    var superusers: Set<String>
}

extension SudoersPolicy {
    /// What the last matching lines leave to `caller` (sudoers(5): the last match holds).
    ///
    /// Hosts that cannot be told here count as this one: the weakest reading is reported.
    func authority(of caller: SudoCaller) -> SudoAuthority {
        var authority = SudoAuthority()
        let asksByDefault = authenticates(caller)
        let isExempt = isExempt(caller)
        for rule in rules where matches(rule.users, .user, caller) == true {
            for privilege in rule.privileges where matches(privilege.hosts, .host, caller) == true {
                for grant in privilege.grants where reachesRoot(grant, caller) {
                    let isPasswordless = isExempt || !(grant.needsPassword ?? asksByDefault)
                    apply(grant.command, isPasswordless: isPasswordless, rule.place, to: &authority)
                }
            }
        }
        return authority
    }

    /// Members of user lists that only a directory can resolve.
    var unresolved: [String] {
        let lists = rules.map(\.users) + (aliases[.user] ?? [:]).values
        return Set(lists.joined().filter { !$0.isNegated && Self.isForeign($0.text) }.map(\.text)).sorted()
    }

    /// Plain names in user lists, which a directory may know.
    var namedUsers: Set<String> {
        let lists = rules.map(\.users) + (aliases[.user] ?? [:]).values
        let names = lists.joined().filter { !$0.isNegated && !"%+#".contains($0.text.prefix(1)) }.map(\.text)
        return Set(names).subtracting(aliases[.user, default: [:]].keys).subtracting(["ALL"])
    }

    private func apply(
        _ command: SudoersItem, isPasswordless: Bool, _ place: String, to authority: inout SudoAuthority
    ) {
        let reach = reach(of: [command], seen: [])
        switch reach.all {
        case true?:
            authority = SudoAuthority(mayRunAll: true, isAllPasswordless: isPasswordless, place: place)
        case false?:
            authority = SudoAuthority()
        case nil where reach.some:
            if authority.place.isEmpty { authority.place = place }
            authority.mayRunSome = true
            authority.isSomePasswordless = authority.isSomePasswordless || isPasswordless
        case nil: break
        }
    }

    /// Whether a list of commands says something of every command, the last match first, and whether it allows any.
    private func reach(of commands: [SudoersItem], seen: Set<String>) -> (all: Bool?, some: Bool) {
        var some = false
        for item in commands.reversed() {
            if item.text == "ALL" { return (!item.isNegated, some || !item.isNegated) }
            guard let members = aliases[.command]?[item.text] else {
                some = some || !item.isNegated
                continue
            }
            guard !seen.contains(item.text) else { continue }
            let inner = reach(of: members, seen: seen.union([item.text]))
            if let all = inner.all { return (all != item.isNegated, some || (inner.some != item.isNegated)) }
            some = some || (inner.some && !item.isNegated)
        }
        return (nil, some)
    }

    private func reachesRoot(_ grant: SudoersGrant, _ caller: SudoCaller) -> Bool {
        guard let list = grant.runAs else {
            let user = defaults.last { $0.name == "runas_default" && $0.scope == nil }?.value ?? "root"
            return caller.superusers.contains(user)
        }
        return matches(list, .runAs, caller) == true
    }

    /// Members of this group are never asked, whatever a tag says.
    private func isExempt(_ caller: SudoCaller) -> Bool {
        let setting = defaults.last { $0.scope == nil && $0.name == "exempt_group" }
        return setting?.value.map(caller.groups.contains) ?? false
    }

    /// Whether a password is asked for where no tag decides: settings for all first, then those for some.
    private func authenticates(_ caller: SudoCaller) -> Bool {
        var asks = true
        for setting in defaults where setting.scope == nil && setting.name == "authenticate" {
            asks = !setting.isNegated
        }
        for setting in defaults where setting.name == "authenticate" {
            let holds: Bool
            switch setting.scope {
            case ":": holds = matches(setting.members, .user, caller) == true
            case "@": holds = matches(setting.members, .host, caller) == true
            case ">": holds = matches(setting.members, .runAs, caller) == true
            case "!": holds = setting.isNegated
            default: continue
            }
            if holds { asks = !setting.isNegated }
        }
        return asks
    }

    // MARK: Lists

    /// What the last matching member says; `nil` when none matches.
    private func matches(
        _ items: [SudoersItem], _ kind: SudoersAlias, _ caller: SudoCaller, seen: Set<String> = []
    ) -> Bool? {
        for item in items.reversed() {
            let found: Bool?
            if item.text == "ALL" {
                found = true
            } else if let members = aliases[kind]?[item.text], !seen.contains(item.text) {
                found = matches(members, kind, caller, seen: seen.union([item.text]))
            } else {
                found = Self.isMatch(item, kind, caller) ? true : nil
            }
            if let found { return found != item.isNegated }
        }
        return nil
    }

    private static func isMatch(_ item: SudoersItem, _ kind: SudoersAlias, _ caller: SudoCaller) -> Bool {
        let text = item.text
        switch kind {
        case .user:
            if text.hasPrefix("%") { return caller.groups.contains(String(text.dropFirst())) }
            if text.hasPrefix("#") { return UInt32(text.dropFirst()).map { $0 == caller.userID } ?? false }
            return text == caller.name
        case .runAs:
            return text == "#0" || caller.superusers.contains(text)
        case .host:
            let short = caller.host.prefix { $0 != "." }
            if text.lowercased() == caller.host.lowercased() || text.lowercased() == short.lowercased() { return true }
            let isPlain = text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
            return !item.isNegated && (!isPlain || text.utf8.allSatisfy { $0.isDigit || $0 == 0x2E })
        case .command: return false
        }
    }

    /// Netgroups and groups of other systems.
    private static func isForeign(_ text: String) -> Bool { text.hasPrefix("+") || text.hasPrefix("%:") }
}
