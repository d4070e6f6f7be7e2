public import GatehouseModel

/// One message of a notice: over one channel, to one recipient.
public struct NoticeMessage: Hashable, Sendable {
    /// The same at every attempt, so that whoever gets it twice can tell.
    public var id: NoticeMessageID
    /// What it tells.
    public var notice: NoticeID
    /// The channel that carries it.
    public var channel: String
    /// A mail address; empty where the channel itself says who gets it.
    public var recipient: String
    /// The language that its recipient reads; empty when it is not known.
    public var locale: String
    /// How far it is.
    public var state: Notice.State
    /// How often sending was tried since it was queued.
    public var attempts: Int64
    /// Why it was not accepted at the last attempt, in words; empty when nothing went wrong.
    public var problem: String
    /// When one of these last changed.
    public var updatedAt: Instant

    /// Makes the message as it is kept, untried unless said.
    public init(
        id: NoticeMessageID = .random(), notice: NoticeID, channel: String, recipient: String = "",
        locale: String = "", state: Notice.State = .queued, attempts: Int64 = 0, problem: String = "",
        updatedAt: Instant
    ) {
        self.id = id
        self.notice = notice
        self.channel = channel
        self.recipient = recipient
        self.locale = locale
        self.state = state
        self.attempts = attempts
        self.problem = problem
        self.updatedAt = updatedAt
    }
}
