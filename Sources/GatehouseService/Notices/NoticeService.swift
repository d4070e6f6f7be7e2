import GatehouseDocuments
public import GatehouseModel

/// A notice with its messages.
public struct NoticeDossier: Hashable, Sendable {
    /// What people are told.
    public var notice: Notice
    /// One for each channel and recipient, with when it is tried next while it waits.
    public var messages: [(message: NoticeMessage, next: Instant?)] {
        kept.map { ($0, due[$0.id]) }
    }
    private let kept: [NoticeMessage]
    private let due: [NoticeMessageID: Instant]

    init(_ notice: Notice, in work: any StoreReading) throws {
        self.notice = notice
        kept = try work.noticeMessages(of: notice.id)
        var due = [NoticeMessageID: Instant]()
        for message in kept where message.state == .queued {
            due[message.id] = try work.job(kind: NoticeJobs.send, subject: message.id.description)?.dueAt
        }
        self.due = due
    }
}

/// Shows what people were told, sends again what was given up, and tries channels.
public struct NoticeService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; sending is ``NoticeSender``'s.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of notices.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<Notice> {
        try await store.read(tenant) { try $0.notices(query) }
    }

    /// The notice with its messages, or ``ServiceError/Code/notFound``.
    public func notice(_ tenant: TenantID, id: NoticeID) async throws -> NoticeDossier {
        try await store.read(tenant) { try NoticeDossier($0.require(id), in: $0) }
    }

    /// Queues every message again that was given up, each with all its attempts.
    ///
    /// Who is to get them is worked out anew where nothing was ever sent. Refuses a notice of which none was given up.
    public func retry(
        _ tenant: TenantID, id: NoticeID, reason: String, as caller: Caller
    ) async throws -> NoticeDossier {
        guard reason.utf8.count <= 1000 else { throw ServiceError(.invalid, "the reason has more than 1000 bytes") }
        let now = clock.now
        return try await store.write(tenant) { work in
            let notice = try work.require(id)
            let failed = try work.noticeMessages(of: id).filter { $0.state == .failed }
            guard !failed.isEmpty else { throw ServiceError(.conflict, "no message of the notice was given up") }
            for var message in failed {
                guard message.attempts > 0 else {
                    try work.removeMessage(message.id)
                    try work.schedule(NoticeJobs.addressing(id, tenant: tenant, at: now))
                    continue
                }
                message.state = .queued
                message.attempts = 0
                message.updatedAt = now
                try work.save(message)
                try work.schedule(NoticeJobs.sending(message.id, tenant: tenant, at: now))
            }
            try work.saveState(.queued, of: id, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "notice.retry", target: "notice/\(id)",
                    detail: "\(notice.kind.rawValue), \(failed.count) messages" + (reason.isEmpty ? "" : "; \(reason)"))
            )
            return try NoticeDossier(work.require(id), in: work)
        }
    }

    /// Queues a message that says no more than that the channel works; refuses a channel or template that is not there,
    /// and a recipient that the channel could not reach.
    public func test(
        _ tenant: TenantID, channel: String, recipient: String?, locale: String?, template: String?, as caller: Caller
    ) async throws -> NoticeDossier {
        if let recipient, MailAddress(recipient) == nil {
            throw ServiceError(.invalid, "`\(recipient)` is not a mail address")
        }
        guard locale == nil || recipient != nil else {
            throw ServiceError(.invalid, "a language is that of a recipient, and there is none")
        }
        if let locale, !NotificationTemplate.isLocale(locale) {
            throw ServiceError(.invalid, "`\(locale)` is not a language tag", hint: "as `en`, `de` or `de-AT`")
        }
        let now = clock.now
        var recipients = [Notice.Recipient]()
        if let recipient { recipients.append(.address(recipient, locale: locale)) }
        let id = NoticeID.random()
        var notice = Notice(
            id: id, kind: .test, key: Notice.key(.test, id.description), createdAt: now, template: template,
            channels: [channel], recipients: recipients)
        notice.particulars[.requestedBy] = caller.actor
        let posted = notice
        return try await store.write(tenant) { work in
            let kinds = [DocumentKind.notificationChannel, .notificationTemplate]
            let catalogue = try TenantCatalogue(kinds.flatMap { try work.documents(kind: $0.rawValue) })
            guard let found = catalogue.notificationChannel(channel) else {
                throw ServiceError(.notFound, "there is no notification channel `\(channel)`")
            }
            if case .webhook = found.transport, recipient != nil {
                throw ServiceError(.invalid, "the channel `\(channel)` is a webhook: it has no recipients")
            }
            if let template, catalogue.notificationTemplate(template) == nil {
                throw ServiceError(.notFound, "there is no notification template `\(template)`")
            }
            try work.post(posted)
            try work.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "notice.test", target: "notice/\(id)",
                    detail: "channel \(channel)" + (recipient.map { " to \($0)" } ?? "")))
            return try NoticeDossier(work.require(id), in: work)
        }
    }
}

extension StoreReading {
    fileprivate func require(_ id: NoticeID) throws -> Notice {
        guard let notice = try notice(id) else { throw ServiceError(.notFound, "there is no notice `\(id)`") }
        return notice
    }
}
