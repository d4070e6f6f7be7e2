import GatehouseDocuments
import GatehouseModel
public import Logging
public import ServiceLifecycle
import Synchronization

/// Sends what the outbox holds: at least once, each attempt under the same identifier, many at a time and never more.
///
/// A message is claimed while it is sent; whoever dies meanwhile leaves it to be sent again within seconds. Nothing
/// waits for it: neither decisions nor the work that posted the notice.
public struct NoticeSender: Service {
    /// Messages under way at once.
    private static let most = 16

    private let store: any Store
    private let secrets: SecretService
    private let transport: any NoticeTransport
    private let tally: NoticeTally
    private let schedule: RetrySchedule
    private let clock: Clock
    private let logger: Logger

    /// Makes the sender; `schedule` says when a message is tried again and when it is given up.
    public init(
        store: any Store, secrets: SecretService, transport: any NoticeTransport, tally: NoticeTally = NoticeTally(),
        schedule: RetrySchedule = RetrySchedule(), clock: Clock, logger: Logger
    ) {
        self.store = store
        self.secrets = secrets
        self.transport = transport
        self.tally = tally
        self.schedule = schedule
        self.clock = clock
        self.logger = logger
    }

    /// Sends what is due until it is told to stop; what is under way then is sent again after the next start.
    public func run() async throws {
        let slots = Slots()
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in store.pulses().cancelOnGracefulShutdown() { wake.yield() }
                wake.finish()
            }
            for await _ in wakes {
                let room = Self.most - slots.taken
                guard room > 0, let jobs = await claim(room) else { continue }
                for job in jobs {
                    slots.add(1)
                    group.addTask {
                        await carryOut(job)
                        slots.add(-1)
                        wake.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// How many messages are under way.
    private final class Slots: Sendable {
        private let count = Mutex(0)

        var taken: Int { count.withLock(\.self) }

        func add(_ change: Int) { count.withLock { $0 += change } }
    }

    /// Sends what is due now, one after the other; returns how many jobs there were.
    @discardableResult public func runBatch() async -> Int {
        let jobs = await claim(Self.most) ?? []
        for job in jobs { await carryOut(job) }
        return jobs.count
    }

    private func claim(_ limit: Int) async -> [Job]? {
        do {
            let now = clock.now
            return try await store.claimJobs(queue: .outbox, now: now, until: now + JobLease.length, limit: limit)
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func carryOut(_ job: Job) async {
        await JobLease([job], store: store, clock: clock, logger: logger).hold { await work(on: job) }
    }

    private func work(on job: Job) async {
        do {
            switch job.kind {
            case NoticeJobs.address:
                let now = clock.now
                try await store.write(job.tenant) { try NoticeAddressing.run(job, in: $0, at: now) }
            case NoticeJobs.send: try await send(job)
            default:
                logger.warning(
                    "a message is of a kind that this node does not know", metadata: ["kind": "\(job.kind)"])
                let end = clock.now + Job.pauseOfUnknown
                try await store.write(job.tenant) {
                    try $0.retry(job, dueAt: end, because: "this node does not know messages of this kind")
                }
            }
        } catch {
            logger.warning(
                "a notice could not be worked on and will be tried again",
                metadata: ["kind": "\(job.kind)", "subject": "\(job.subject)", "error": "\(error)"])
            await giveBack(job, because: "\(error)")
        }
    }

    /// Without this the message would be sent again whenever its claim ends, for as long as its outcome cannot be kept.
    private func giveBack(_ job: Job, because reason: String) async {
        let end = clock.now + job.pause
        do {
            try await store.write(job.tenant) { try $0.retry(job, dueAt: end, because: reason) }
        } catch {
            // The claim ends by itself, and the work is done again then.
            logger.warning("a notice cannot be given back", metadata: ["error": "\(error)"])
        }
    }

    private func send(_ job: Job) async throws {
        let now = clock.now
        guard let id = NoticeMessageID(job.subject) else {
            _ = try await store.write(job.tenant) { try $0.complete(job) }
            return
        }
        let outcome: SendingOutcome
        switch try await store.read(job.tenant, { try prepare(id, in: $0, at: now) }) {
        case .ready(let message): outcome = await transport.send(message)
        case .outcome(let known): outcome = known
        case .gone:
            _ = try await store.write(job.tenant) { try $0.complete(job) }
            return
        }
        try await record(outcome, of: id, job)
    }

    private enum Prepared: Sendable {
        case ready(OutgoingMessage)
        case outcome(SendingOutcome)
        case gone
    }

    private func prepare(_ id: NoticeMessageID, in work: any StoreReading, at now: Instant) throws -> Prepared {
        guard let message = try work.noticeMessage(id), message.state == .queued,
            let notice = try work.notice(message.notice)
        else { return .gone }
        let kinds = [DocumentKind.notificationChannel, .notificationTemplate]
        let catalogue = try TenantCatalogue(kinds.flatMap { try work.documents(kind: $0.rawValue) })
        guard let channel = catalogue.notificationChannel(message.channel) else {
            return .outcome(.refused("there is no notification channel `\(message.channel)`"))
        }
        var secret: String?
        if let name = channel.secret {
            secret = try secrets.value(of: name, in: work)
            guard secret != nil else {
                return .outcome(.later("the secret `\(name)` is not set; see `gatehouse secret set`"))
            }
        }
        // A template that was deleted meanwhile must not keep anybody from being told.
        let builtIn = BuiltInTemplates.template(for: notice.kind)
        let template = notice.template.flatMap(catalogue.notificationTemplate) ?? builtIn
        guard
            let text = NoticeRendering.render(notice, template, locale: message.locale)
                ?? NoticeRendering.render(notice, builtIn, locale: message.locale)
        else { return .outcome(.refused("the template `\(template.name)` has no text")) }
        return .ready(
            OutgoingMessage(
                id: id, notice: notice, channel: channel, secret: secret, recipient: message.recipient, text: text,
                now: now))
    }

    private func record(_ outcome: SendingOutcome, of id: NoticeMessageID, _ job: Job) async throws {
        let now = clock.now
        let schedule = schedule
        let recorded: Notice.State? = try await store.write(job.tenant) { work in
            // Sent twice, it counts once: who claimed it later says what became of it.
            guard try work.holdsClaim(of: job) else { return nil }
            guard var message = try work.noticeMessage(id) else {
                try work.complete(job)
                return .sent
            }
            message.attempts += 1
            message.updatedAt = now
            switch outcome {
            case .accepted:
                message.state = .sent
                message.problem = ""
            case .later(let problem, let after):
                message.problem = NoticeRendering.line(problem)
                if let wait = schedule.wait(afterAttempt: Int(message.attempts), asked: after) {
                    try work.save(message)
                    try work.retry(job, dueAt: now + wait, because: message.problem)
                    return .queued
                }
                message.state = .failed
            case .refused(let problem):
                message.problem = NoticeRendering.line(problem)
                message.state = .failed
            }
            try work.complete(job)
            try work.save(message)
            if message.state == .failed { try work.auditFailure(of: message, at: now) }
            try work.settle(message.notice, at: now)
            return message.state
        }
        guard let state = recorded else { return }
        tally.add { counts in
            switch state {
            case .sent: counts.sent += 1
            case .queued: counts.retried += 1
            case .failed: counts.failed += 1
            }
        }
        if state != .sent {
            logger.warning(
                state == .failed ? "a message was given up" : "a message was not accepted and will be sent again",
                metadata: ["message": "\(id)", "outcome": "\(outcome)"])
        }
    }
}
