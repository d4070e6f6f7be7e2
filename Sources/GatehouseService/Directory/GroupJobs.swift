import GatehouseModel
import GatehousePolicy

/// Going over everybody for a group whose rule is new or changed.
enum GroupJobs {
    /// Subject: a group; payload: the id of the last person or device that was looked at.
    static let evaluate = "directory.evaluateGroup"
    /// People or devices of one unit of work, so that others find the writer free in between.
    static let batch = 200

    /// Looks at the first batch at once, so that a small tenant waits for nothing, and has the rest looked at.
    static func begin(_ group: Group, in work: any StoreWriting, at now: Instant) throws {
        guard let rule = group.parsedRule else {
            return try work.cancelJob(kind: evaluate, subject: group.id.description)
        }
        guard let last = try look(after: nil, group.id, rule, in: work) else {
            return try work.cancelJob(kind: evaluate, subject: group.id.description)
        }
        try work.schedule(job(work.tenant, group.id, last, at: now))
    }

    static func run(_ job: Job, _ store: any Store, at now: Instant) async throws {
        try await store.write(job.tenant) { work in
            guard try work.holdsClaim(of: job) else { return }
            guard let id = GroupID(job.subject), let rule = try work.group(id)?.parsedRule else {
                return _ = try work.complete(job)
            }
            let last = try look(after: job.payload, id, rule, in: work)
            guard try work.complete(job), let last else { return }
            try work.schedule(Self.job(job.tenant, id, last, at: now))
        }
    }

    /// Looks at one batch; the last one that was looked at, `nil` when nobody is left.
    private static func look(
        after last: String?, _ group: GroupID, _ rule: MembershipRule, in work: any StoreWriting
    ) throws -> String? {
        switch rule.subject {
        case .users:
            let users = try work.users(after: last.flatMap { UserID($0) }, limit: batch)
            for user in users { try put(.user(user.id), rule.selects(user), group, in: work) }
            return users.count == batch ? users.last?.id.description : nil
        case .devices:
            let records = try work.devices(after: last.flatMap { DeviceID($0) }, limit: batch)
            for record in records {
                try put(.device(record.device.id), rule.selects(record.device), group, in: work)
            }
            return records.count == batch ? records.last?.device.id.description : nil
        }
    }

    private static func put(
        _ member: GroupMember, _ isWanted: Bool, _ group: GroupID, in work: any StoreWriting
    ) throws {
        if isWanted { try work.add(member, to: group) } else { try work.remove(member, from: group) }
    }

    private static func job(_ tenant: TenantID, _ group: GroupID, _ last: String, at now: Instant) -> Job {
        Job(
            id: .random(), tenant: tenant, kind: evaluate, subject: group.description, payload: last, dueAt: now)
    }
}
