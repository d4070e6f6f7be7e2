public import GatehouseModel

/// Somebody or something as people name it.
public enum GroupMemberReference: Hashable, Sendable {
    /// A person by id or name.
    case user(String)
    /// A device by id or name.
    case device(String)
    /// A group by id or name.
    case group(String)
}

extension GroupService {
    /// Who is in the group itself, not through another, in the order of their ids, behind `last`.
    public func members(
        _ tenant: TenantID, of word: String, after last: GroupMember?, limit: Int
    ) async throws -> [NamedGroupMember] {
        try await store.read(tenant) { work in
            let group = try work.requireGroup(word)
            return try work.members(of: group.id, after: last, limit: limit).map {
                NamedGroupMember(member: $0, name: try work.name(of: $0))
            }
        }
    }

    /// Puts somebody or something into a group without a rule; nothing happens where it is in already.
    ///
    /// Refuses a group that has this one in it, also through others.
    public func add(_ reference: GroupMemberReference, to word: String, by caller: Caller) async throws {
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let group = try work.requireAssigned(word)
            let member = try work.member(reference)
            try work.requireNoLoop(adding: member, to: group)
            guard try work.add(member, to: group.id) else { return }
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "group.addMember", target: "group/\(group.id)",
                    detail: "\(member.words) into \(group.name)"))
        }
    }

    /// Takes the member of this id out of a group without a rule; throws ``ServiceError/Code/notFound`` for who is not
    /// in it.
    public func remove(_ id: String, from word: String, by caller: Caller) async throws {
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let group = try work.requireAssigned(word)
            let kinds: [GroupMember?] = [
                UserID(id).map { .user($0) }, DeviceID(id).map { .device($0) }, GroupID(id).map { .group($0) },
            ]
            for member in kinds.compactMap(\.self) where try work.remove(member, from: group.id) {
                return try work.audit(
                    AuditEntry(
                        at: now, actor: caller.actor, action: "group.removeMember", target: "group/\(group.id)",
                        detail: "\(member.words) from \(group.name)"))
            }
            throw ServiceError(.notFound, "`\(id)` is not in the group `\(group.name)`")
        }
    }
}

extension GroupMember {
    /// As the audit log names it: `user/ID`.
    public var words: String {
        switch self {
        case .user(let id): "user/\(id)"
        case .device(let id): "device/\(id)"
        case .group(let id): "group/\(id)"
        }
    }
}

extension StoreReading {
    func requireAssigned(_ word: String) throws -> Group {
        let group = try requireOwnGroup(word)
        guard group.membership == .assigned else {
            throw ServiceError(
                .conflict, "the rule of the group `\(group.name)` says who is in it",
                hint: "change its rule: gatehouse group set")
        }
        return group
    }

    /// Refuses a member that has the group in it, also through others.
    public func requireNoLoop(adding member: GroupMember, to group: Group) throws {
        guard case .group(let inner) = member else { return }
        guard try inner != group.id && !groups(of: .group(group.id)).contains(inner) else {
            throw ServiceError(.conflict, "the group would be in itself", hint: "see gatehouse group members")
        }
    }

    func member(_ reference: GroupMemberReference) throws -> GroupMember {
        switch reference {
        case .user(let word): return .user(try requireUser(word).id)
        case .group(let word): return .group(try requireGroup(word).id)
        case .device(let word):
            if let id = DeviceID(word), try device(id) != nil { return .device(id) }
            let named = try devices(named: word)
            guard let first = named.first else {
                throw ServiceError(.notFound, "there is no device `\(word)`", hint: "see gatehouse device list")
            }
            guard named.count == 1 else {
                throw ServiceError(
                    .conflict, "\(named.count) devices are named `\(word)`",
                    hint: "use an id: \(named.map(\.device.id.description).joined(separator: ", "))")
            }
            return .device(first.device.id)
        }
    }

    func name(of member: GroupMember) throws -> String {
        switch member {
        case .user(let id): try user(id)?.userName ?? ""
        case .device(let id): try device(id)?.device.name ?? ""
        case .group(let id): try group(id)?.name ?? ""
        }
    }
}
