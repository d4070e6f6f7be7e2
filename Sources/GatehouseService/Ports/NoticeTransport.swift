public import GatehouseDocuments
public import GatehouseModel

/// What a message says, in one language.
public struct NoticeText: Hashable, Sendable {
    /// A language tag.
    public var locale: String
    /// One line without control characters.
    public var subject: String
    /// Plain text; lines end with a line feed.
    public var text: String
    /// The same as a page of HTML; everything in it is escaped.
    public var html: String

    /// Makes the text; nothing is escaped here.
    public init(locale: String, subject: String, text: String, html: String) {
        self.locale = locale
        self.subject = subject
        self.text = text
        self.html = html
    }
}

/// One message as it goes out.
public struct OutgoingMessage: Sendable {
    /// The same at every attempt.
    public var id: NoticeMessageID
    /// What it tells.
    public var notice: Notice
    /// Over which channel.
    public var channel: NotificationChannel
    /// The value of the secret that the channel names, if it names one.
    public var secret: String?
    /// A mail address; empty where the channel itself says who gets it.
    public var recipient: String
    /// What it says.
    public var text: NoticeText
    /// When this attempt is made.
    public var now: Instant

    /// Makes the message of one attempt.
    public init(
        id: NoticeMessageID, notice: Notice, channel: NotificationChannel, secret: String?, recipient: String,
        text: NoticeText, now: Instant
    ) {
        self.id = id
        self.notice = notice
        self.channel = channel
        self.secret = secret
        self.recipient = recipient
        self.text = text
        self.now = now
    }
}

/// What became of one attempt.
public enum SendingOutcome: Hashable, Sendable {
    /// The other side took it.
    case accepted
    /// It may be taken later, for the reason given; not before `after`, where the other side said so.
    case later(String, after: Duration? = nil)
    /// It would never be taken as it is, for the reason given.
    case refused(String)
}

/// Hands messages to the outside; it ends within 45 seconds, whatever the other side does.
public protocol NoticeTransport: Sendable {
    /// One attempt.
    func send(_ message: OutgoingMessage) async -> SendingOutcome
}
