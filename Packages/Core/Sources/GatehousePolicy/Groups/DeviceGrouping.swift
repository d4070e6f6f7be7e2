public import GatehouseModel

/// The groups that a device is in, and those that it may be in.
public struct GroupMemberships: Hashable, Sendable {
    /// Names of the groups that it is in, in order.
    public var groups: [String]
    /// Names of the groups of which that is not known, in order.
    public var uncertainGroups: [String]

    /// Takes the names as they are; nothing is checked.
    public init(groups: [String] = [], uncertainGroups: [String] = []) {
        self.groups = groups
        self.uncertainGroups = uncertainGroups
    }
}

/// A tenant's device groups, ready to be asked about many devices (`docs/semantics.md` §3).
public struct DeviceGrouping: Sendable {
    private enum Test: Sendable {
        case assigned(ids: Set<DeviceID>, names: Set<String>)
        case dynamic(FilterNode)
    }

    private let groups: [(name: String, test: Test)]
    private let memberNames: Set<String>

    /// Prepares the groups; of two with the same name the first counts.
    public init(_ groups: [DeviceGroup] = []) {
        var seen = Set<String>()
        var memberNames = Set<String>()
        self.groups = groups.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }.map { group in
            guard let rule = group.rule else {
                let ids = group.members.compactMap { DeviceID($0) }
                let names = group.members.filter { DeviceID($0) == nil }.map { $0.lowercased() }
                memberNames.formUnion(names)
                return (group.name, .assigned(ids: Set(ids), names: Set(names)))
            }
            return (group.name, .dynamic(rule.root))
        }
        self.memberNames = memberNames
    }

    /// Whether a group has a member by this name, so that another device of the name makes a difference.
    public func hasMember(named name: String) -> Bool { memberNames.contains(name.lowercased()) }

    /// The device's groups; pure and total.
    ///
    /// `joined` are the groups that its enrolment code named: they count while such a group exists and has no rule.
    /// With `sharesName`, another enrolled device has its name, and a name alone says of neither that it is meant.
    public func memberships(of device: Device, joined: [String], sharesName: Bool) -> GroupMemberships {
        guard !groups.isEmpty else { return GroupMemberships() }
        let subject = FilterSubject.assigning(device)
        let name = device.name.lowercased()
        var found = GroupMemberships()
        for group in groups {
            let isMember: Bool?
            switch group.test {
            case .dynamic(let rule): isMember = rule.holds(for: subject)
            case .assigned(let ids, let names):
                if ids.contains(device.id) || joined.contains(group.name) {
                    isMember = true
                } else {
                    isMember = names.contains(name) ? (sharesName ? nil : true) : false
                }
            }
            switch isMember {
            case true?: found.groups.append(group.name)
            case nil: found.uncertainGroups.append(group.name)
            case false?: break
            }
        }
        return found
    }
}
