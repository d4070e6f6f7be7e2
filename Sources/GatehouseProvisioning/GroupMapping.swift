import GatehouseModel
import GatehouseSCIM
import GatehouseService

extension StoreReading {
    /// The group, if a provisioning client keeps it; to it, others are not there.
    func requireProvisionedGroup(_ id: String) throws -> Group {
        guard let group = try GroupID(id).flatMap({ try group($0) }), group.isProvisioned else {
            throw StatusRefusal.missing(.group, id)
        }
        return group
    }

    func requireFreeName(of group: Group) throws {
        guard let other = try self.group(named: group.name), other.id != group.id else { return }
        throw SCIMError(.uniqueness, "a group of that name exists", path: "displayName")
    }

    func groups(meantBy lookup: Lookup) throws -> [Group] {
        let found: [Group?] =
            switch lookup {
            case .id(let id): [try GroupID(id).flatMap { try group($0) }]
            case .name(let name): [try group(named: name)]
            case .externalID(let name):
                try groups(
                    ListQuery(filter: .compare(field: "externalID", .equals, .text(name)), limit: 1000)
                ).elements
            }
        return found.compactMap(\.self).filter(\.isProvisioned)
    }

    /// Without the members the version is that of the rest.
    func resource(of group: Group, base: String, withMembers: Bool) throws -> Resource {
        var described = DirectoryGroup(
            displayName: group.name, externalID: group.externalID.isEmpty ? nil : group.externalID)
        if withMembers {
            guard case let found = try members(of: group.id, after: nil, limit: ProvisionedGroups.mostMembers + 1),
                found.count <= ProvisionedGroups.mostMembers
            else { throw SCIMError(.tooMany, "the group has too many members to be read as a whole") }
            described.members = found.compactMap { member in
                switch member {
                case .user(let id): DirectoryMember(id: id.description, kind: .user)
                case .group(let id): DirectoryMember(id: id.description, kind: .group)
                case .device: nil
                }
            }
        }
        let attributes = described.attributes(base: base)
        let meta = ResourceMeta(
            group.id.description, .group, attributes, created: group.createdAt, updated: group.updatedAt, base: base)
        return Resource(attributes: SCIMResourceType.group.attributes(attributes, with: meta), meta: meta)
    }

    /// The person or group that a client means, of those that it keeps.
    func member(_ member: DirectoryMember) throws -> GroupMember {
        if member.kind != .group, let id = UserID(member.id), let user = try user(id), user.source == .provisioned {
            return .user(id)
        }
        if member.kind != .user, let id = GroupID(member.id), let group = try group(id), group.isProvisioned {
            return .group(id)
        }
        throw SCIMError(.invalidValue, "there is nobody of the id `\(member.id.prefix(64))`", path: "members")
    }
}

extension StoreWriting {
    /// `false` when the member was in the group before.
    func put(_ described: DirectoryMember, into group: Group) throws -> Bool {
        let member = try member(described)
        try requireNoLoop(adding: member, to: group)
        return try add(member, to: group.id)
    }

    /// `false` when nobody of the id was in the group.
    func take(_ id: String, outOf group: Group) throws -> Bool {
        if let user = UserID(id), try remove(.user(user), from: group.id) { return true }
        guard let inner = GroupID(id) else { return false }
        return try remove(.group(inner), from: group.id)
    }

    /// Makes the members exactly these.
    @discardableResult
    func setMembers(_ wanted: [DirectoryMember], of group: Group) throws -> (added: Int, removed: Int) {
        let held = Set(try members(of: group.id, after: nil, limit: ProvisionedGroups.mostMembers))
        let members = Set(try wanted.map { try member($0) })
        for member in held.subtracting(members) { try remove(member, from: group.id) }
        for member in members.subtracting(held) {
            try requireNoLoop(adding: member, to: group)
            try add(member, to: group.id)
        }
        return (members.subtracting(held).count, held.subtracting(members).count)
    }
}
