import GatehouseModel
import GatehouseService

extension StoreContract {
    private static let now = Instant.start + .seconds(10)
    private static let lease = Instant.start + .seconds(40)

    static let jobs: [Case] = [
        Case("of one kind and subject only one job waits, with the newest payload and due time") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.schedule(.numbered(1))
                var again = Job.numbered(1)
                again.id = .numbered(99)
                again.payload = "newer"
                again.dueAt = .start + .seconds(5)
                try unit.schedule(again)
                let job = try unit.job(kind: again.kind, subject: again.subject)
                try require(job?.payload, equals: "newer")
                try require(job?.dueAt, equals: .start + .seconds(5))
                try require(unit.jobCount(kind: again.kind), equals: 1)
                try unit.cancelJob(kind: again.kind, subject: again.subject)
                try require(unit.jobCount(kind: again.kind), equals: 0)
                try require(unit.job(kind: again.kind, subject: again.subject), equals: nil)
            }
        },
        Case("due jobs of every tenant are claimed, oldest first, of their queue and once") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in [3, 1, 20] { try unit.schedule(.numbered(number)) }
                var message = Job.numbered(4)
                message.queue = .outbox
                try unit.schedule(message)
            }
            try await store.write(Tenant.other.id) { try $0.schedule(.numbered(2, tenant: .other)) }
            let first = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 2)
            try require(first.map(\.id), equals: [.numbered(1), .numbered(2)])
            try require(first.map(\.tenant), equals: [Tenant.test.id, Tenant.other.id])
            let second = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 10)
            try require(second.map(\.id), equals: [.numbered(3)])
            let message = try await store.claimJobs(queue: .outbox, now: now, until: lease, limit: 10)
            try require(message.map(\.id), equals: [.numbered(4)])
            let afterLease = try await store.claimJobs(queue: .jobs, now: lease, until: lease, limit: 10)
            try require(afterLease.map(\.id), equals: [1, 2, 3, 20].map { .numbered($0) })
        },
        Case("a lock of a clock that was far ahead holds nobody up once the clock is right again") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let ahead = now + .seconds(86_400)
            let held = try await store.claimJobs(queue: .jobs, now: ahead, until: ahead + .seconds(30), limit: 1)
            try require(held.count, equals: 1)
            let again = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 1)
            try require(again.map(\.id), equals: held.map(\.id))
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(held[0]) }
            try require(isDone, equals: false)
            let twice = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 1)
            try require(twice, equals: [])
        },
        Case("a job is claimed by one of many who try at once") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...9 { try unit.schedule(.numbered(number)) }
            }
            let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
                for _ in 1...8 {
                    group.addTask { try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 3) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try require(claimed.map(\.id).sorted(), equals: (1...9).map { .numbered($0) })
        },
        Case("a completed job is gone") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let job = try await claimOne(store)
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(job) }
            try require(isDone, equals: true)
            let count = try await store.read(Tenant.test.id) { try $0.jobCount(kind: job.kind) }
            try require(count, equals: 0)
            let again = try await store.write(Tenant.test.id) { try $0.complete(job) }
            try require(again, equals: false)
        },
        Case("a job scheduled anew while it runs stays, and runs again only after that") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let job = try await claimOne(store)
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let meanwhile = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 1)
            try require(meanwhile, equals: [])
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(job) }
            try require(isDone, equals: false)
            let next = try await claimOne(store)
            try require(next.id, equals: job.id)
        },
        Case("a claim that ran out neither ends nor gives back the job of who claimed it next") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let slow = try await claimOne(store)
            let later = lease + .seconds(1)
            let jobs = try await store.claimJobs(queue: .jobs, now: later, until: later + .seconds(30), limit: 1)
            try require(jobs.count, equals: 1)
            try await store.write(Tenant.test.id) { unit in
                try require(unit.complete(slow), equals: false)
                try unit.retry(slow, dueAt: .start, because: "late")
                try require(unit.job(kind: slow.kind, subject: slow.subject)?.attempts, equals: 0)
            }
            let third = try await store.claimJobs(queue: .jobs, now: later, until: later, limit: 1)
            try require(third, equals: [])
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(jobs[0]) }
            try require(isDone, equals: true)
        },
        Case("a claim that is extended keeps the job from others, and one that ran out is not") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let job = try await claimOne(store)
            let later = lease + .seconds(1)
            let extended = try await store.extendClaim(of: job, until: later + .seconds(30))
            try require(extended, equals: .extended)
            let early = try await store.claimJobs(queue: .jobs, now: later, until: later, limit: 1)
            try require(early, equals: [])
            let end = later + .seconds(31)
            let other = try await store.claimJobs(queue: .jobs, now: end, until: end + .seconds(30), limit: 1)
            try require(other.count, equals: 1)
            let lost = try await store.extendClaim(of: job, until: end + .seconds(60))
            try require(lost, equals: .lost)
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(other[0]) }
            try require(isDone, equals: true)
            let gone = try await store.extendClaim(of: other[0], until: end + .seconds(60))
            try require(gone, equals: .lost)
        },
        Case("a claim that was given back is not extended, and one of a job that is scheduled anew is") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let job = try await claimOne(store)
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let extended = try await store.extendClaim(of: job, until: lease)
            try require(extended, equals: .extended)
            let isDone = try await store.write(Tenant.test.id) { try $0.complete(job) }
            try require(isDone, equals: false)
            let over = try await store.extendClaim(of: job, until: lease)
            try require(over, equals: .lost)
        },
        Case("a job given back is due again with one attempt more") { store in
            try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1)) }
            let job = try await claimOne(store)
            try await store.write(Tenant.test.id) { try $0.retry(job, dueAt: now + .seconds(5), because: "no\nroom") }
            let early = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 1)
            try require(early, equals: [])
            let again = try await store.claimJobs(queue: .jobs, now: now + .seconds(5), until: lease, limit: 1)
            try require(again.map(\.attempts), equals: [1])
        },
        Case("a job of another tenant is refused") { store in
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { try $0.schedule(.numbered(1, tenant: .other)) }
            }
        },
    ]

    private static func claimOne(_ store: any Store) async throws -> Job {
        let jobs = try await store.claimJobs(queue: .jobs, now: now, until: lease, limit: 1)
        try require(jobs.count, equals: 1)
        return jobs[0]
    }
}
