import GatehouseModel
import GatehousePolicy

extension StoreWriting {
    /// Puts a person into every group whose rule holds for them, and takes them out of the others that have one.
    func regroupInDirectory(_ user: User) throws {
        try regroup(.user(user.id)) { rule in rule.subject == .users ? rule.selects(user) : nil }
    }

    /// Puts a device into every group whose rule holds for it, and takes it out of the others that have one.
    func regroupInDirectory(_ device: Device) throws {
        try regroup(.device(device.id)) { rule in rule.subject == .devices ? rule.selects(device) : nil }
    }

    private func regroup(_ member: GroupMember, _ selects: (MembershipRule) -> Bool?) throws {
        for group in try dynamicGroups() {
            guard let rule = group.parsedRule, let isWanted = selects(rule) else { continue }
            if isWanted { try add(member, to: group.id) } else { try remove(member, from: group.id) }
        }
    }
}

extension Group {
    /// The rule, read; `nil` for an assigned group, and for a rule of a newer version, which moves nobody.
    var parsedRule: MembershipRule? {
        membership.rule.flatMap { try? MembershipRule(parsing: $0) }
    }
}
