public import GatehouseModel
import GatehousePolicy

/// What somebody writes about a group; what is `nil` stays as it is.
public struct GroupChanges: Hashable, Sendable {
    /// 1 to 255 bytes; a new group needs one.
    public var name: String?
    /// What it is for.
    public var summary: String?
    /// In the filter grammar; empty for a group that somebody puts people in.
    public var rule: String?

    /// Changes nothing until something is set.
    public init(name: String? = nil, summary: String? = nil, rule: String? = nil) {
        self.name = name
        self.summary = summary
        self.rule = rule
    }
}

/// A member with the name that people know it by.
public struct NamedGroupMember: Hashable, Sendable {
    /// Who or what it is.
    public var member: GroupMember
    /// Empty for what is gone.
    public var name: String
}

/// The groups of a tenant.
public struct GroupService: Sendable {
    let store: any Store
    let clock: Clock

    /// Makes the service.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of groups.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<Group> {
        try await store.read(tenant) { try $0.groups(query) }
    }

    /// The group that somebody means by an id or a name; throws ``ServiceError/Code/notFound``.
    public func group(_ tenant: TenantID, _ word: String) async throws -> Group {
        try await store.read(tenant) { try $0.requireGroup(word) }
    }

    /// Makes a group; one with a rule has whoever the rule holds for.
    public func create(_ changes: GroupChanges, by caller: Caller) async throws -> Group {
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            let blank = Group(id: .timeOrdered(at: now), name: "", membership: .assigned, createdAt: now)
            let group = try changes.result(for: blank)
            try work.requireFree(group)
            try work.save(group)
            try GroupJobs.begin(group, in: work, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "group.create", target: "group/\(group.id)",
                    detail: "name \(group.name)\(group.membership.rule.map { ", rule \($0)" } ?? "")"))
            return group
        }
    }

    /// Changes a group that no provisioning client keeps.
    ///
    /// With a rule, whom somebody put in goes; without the rule that it had, its members stay as they are.
    public func change(_ word: String, _ changes: GroupChanges, by caller: Caller) async throws -> Group {
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            let held = try work.requireOwnGroup(word)
            var group = try changes.result(for: held)
            guard group != held else { return held }
            try work.requireFree(group)
            group.updatedAt = now
            try work.save(group)
            if group.membership != held.membership {
                if let rule = group.parsedRule, rule.subject != held.parsedRule?.subject {
                    try work.removeMembers(of: group.id)
                }
                try GroupJobs.begin(group, in: work, at: now)
            }
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "group.update", target: "group/\(group.id)",
                    detail: "name \(group.name)\(group.membership.rule.map { ", rule \($0)" } ?? "")"))
            return group
        }
    }

    /// Removes a group; who was in it stays, outside of it.
    public func delete(_ word: String, by caller: Caller) async throws {
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let held = try work.requireGroup(word)
            try work.removeFromDirectory(held, actor: caller.actor, at: now)
        }
    }
}

extension GroupChanges {
    /// The group with the changes; refuses every mistake in them.
    func result(for group: Group) throws -> Group {
        var result = group
        var reader = AssetFieldReader()
        reader.set(&result.name, name, "name")
        reader.set(&result.summary, summary, "summary", limit: 1000)
        if let problem = reader.problems.first { throw ServiceError(.invalid, problem.message, hint: problem.hint) }
        guard result.name.contains(where: { !$0.isWhitespace }) else {
            throw ServiceError(.invalid, "the group has no name")
        }
        guard let rule else { return result }
        result.membership = rule.isEmpty ? .assigned : .dynamic(rule: rule)
        guard !rule.isEmpty else { return result }
        do throws(FilterError) {
            _ = try MembershipRule(parsing: rule)
        } catch {
            let parts = error.message.split(separator: "\nhint: ", maxSplits: 1).map { String($0) }
            throw ServiceError(
                .invalid, "the rule cannot be read: \(parts[0]), at character \(error.offset + 1)",
                hint: parts.count > 1 ? parts[1] : nil)
        }
        return result
    }
}

extension StoreReading {
    /// The group that somebody means by an id or a name; throws ``ServiceError/Code/notFound``.
    public func requireGroup(_ word: String) throws -> Group {
        if let id = GroupID(word), let group = try group(id) { return group }
        if let group = try group(named: word) { return group }
        throw ServiceError(.notFound, "there is no group `\(word)`", hint: "see gatehouse group list")
    }

    /// The group, if no provisioning client keeps it.
    func requireOwnGroup(_ word: String) throws -> Group {
        let group = try requireGroup(word)
        guard !group.isProvisioned else {
            throw ServiceError(
                .conflict, "the group `\(group.name)` is kept by the provisioning client", hint: "change it there")
        }
        return group
    }

    /// Refuses a name that another group has.
    public func requireFree(_ group: Group) throws {
        guard let other = try self.group(named: group.name), other.id != group.id else { return }
        throw ServiceError(.conflict, "the group `\(other.name)` exists", hint: "choose another name")
    }
}

extension StoreWriting {
    /// Forgets a group and its membership.
    public func removeFromDirectory(_ group: Group, actor: String, at now: Instant) throws {
        try cancelJob(kind: GroupJobs.evaluate, subject: group.id.description)
        try deleteGroup(group.id)
        try audit(
            AuditEntry(
                at: now, actor: actor, action: "group.delete", target: "group/\(group.id)",
                detail: "name \(group.name)"))
    }
}
