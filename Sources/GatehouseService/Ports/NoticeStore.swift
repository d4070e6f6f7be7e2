public import GatehouseModel

/// Asks for notices.
public protocol NoticeReading {
    func notice(_ id: NoticeID) throws -> Notice?
    func notice(withKey key: String) throws -> Notice?
    /// Fields: `id kind device state createdAt updatedAt`.
    func notices(_ query: ListQuery) throws -> Page<Notice>
    func noticeMessage(_ id: NoticeMessageID) throws -> NoticeMessage?
    /// In the order of identifiers.
    func noticeMessages(of notice: NoticeID) throws -> [NoticeMessage]
    /// Notices by state, the states that none has left out.
    func noticeCounts() throws -> [Notice.State: Int]
}

/// Changes notices; whoever has something to tell calls `StoreWriting.post(_:)`.
public protocol NoticeWriting {
    /// Adds the notice unless one of its key was ever added; `false` then.
    func insert(_ notice: Notice) throws -> Bool
    /// Only the state changes; everything else of a notice stays as it was posted.
    func saveState(_ state: Notice.State, of notice: NoticeID, at instant: Instant) throws
    /// Inserts or replaces.
    func save(_ message: NoticeMessage) throws
    func removeMessage(_ id: NoticeMessageID) throws
    /// Forgets notices with their messages that were posted before, and do not wait any more.
    func removeNotices(before instant: Instant) throws
}
