import GatehouseModel

/// What the outbox holds: a notice whose messages are to be worked out, and messages to be sent.
enum NoticeJobs {
    /// Subject: a notice.
    static let address = "notice.address"
    /// Subject: a message.
    static let send = "notice.send"

    static func addressing(_ notice: NoticeID, tenant: TenantID, at instant: Instant) -> Job {
        Job(
            id: .random(), tenant: tenant, queue: .outbox, kind: address, subject: notice.description, dueAt: instant)
    }

    static func sending(_ message: NoticeMessageID, tenant: TenantID, at instant: Instant) -> Job {
        Job(id: .random(), tenant: tenant, queue: .outbox, kind: send, subject: message.description, dueAt: instant)
    }
}

extension StoreWriting {
    /// Queues the notice in this unit of work: it is sent if what caused it becomes durable, and only then.
    ///
    /// `false` when a notice of its key was posted before, or when it has no channel: nothing is queued then.
    @discardableResult
    public func post(_ notice: Notice) throws -> Bool {
        guard !notice.channels.isEmpty, try insert(notice) else { return false }
        try schedule(NoticeJobs.addressing(notice.id, tenant: tenant, at: notice.createdAt))
        return true
    }
}
