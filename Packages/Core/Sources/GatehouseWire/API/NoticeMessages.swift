public import GatehouseModel

/// Something that people are told, with how far telling them is.
public struct NoticeItem: APIMessage {
    /// How far it is.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case queued
        case sent
        case failed
    }

    /// Names it.
    public var id: NoticeID
    /// As `deviceInGrace`.
    public var kind: String
    /// `failed` once a message of it was given up and none waits.
    public var state: State
    /// The device that it is about.
    public var device: DeviceID?
    /// Its name when the notice was posted.
    public var deviceName: String?
    /// The policy that caused it.
    public var policy: String?
    /// By when something must be done.
    public var deadline: Instant?
    /// The channels that carry it.
    public var channels: [String]
    /// When it was posted.
    public var createdAt: Instant
    /// When the state last changed.
    public var updatedAt: Instant

    /// A notice with all that lists show of it.
    public init(
        id: NoticeID, kind: String, state: State, device: DeviceID?, deviceName: String?, policy: String?,
        deadline: Instant?, channels: [String], createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.device = device
        self.deviceName = deviceName
        self.policy = policy
        self.deadline = deadline
        self.channels = channels
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// A device that must be mended within the week.
    public static var example: Self {
        Self(
            id: ExampleID.notice, kind: "deviceInGrace", state: .sent, device: ExampleID.device,
            deviceName: "laptop-7", policy: "linux-baseline", deadline: ExampleID.nextWeek, channels: ["helpdesk-mail"],
            createdAt: ExampleID.morning, updatedAt: ExampleID.later)
    }
}

/// One message of a notice: over one channel, to one recipient.
public struct NoticeMessageItem: APIMessage {
    /// Names it; the webhook's `webhook-id`, and the first part of the e-mail's Message-ID.
    public var id: NoticeMessageID
    /// The channel that carries it.
    public var channel: String
    /// A mail address, where the channel does not say itself who gets it.
    public var recipient: String?
    /// How far it is.
    public var state: NoticeItem.State
    /// How often sending was tried since it was queued.
    public var attempts: Int
    /// Why it was not accepted at the last attempt.
    public var problem: String?
    /// When the next attempt is due, while it waits.
    public var nextAttempt: Instant?
    /// When one of these last changed.
    public var updatedAt: Instant

    /// A message with all that is kept of it.
    public init(
        id: NoticeMessageID, channel: String, recipient: String?, state: NoticeItem.State, attempts: Int,
        problem: String?, nextAttempt: Instant?, updatedAt: Instant
    ) {
        self.id = id
        self.channel = channel
        self.recipient = recipient
        self.state = state
        self.attempts = attempts
        self.problem = problem
        self.nextAttempt = nextAttempt
        self.updatedAt = updatedAt
    }

    /// A mail server that was busy.
    public static var example: Self {
        Self(
            id: ExampleID.noticeMessage, channel: "helpdesk-mail", recipient: "ada@example.org", state: .queued,
            attempts: 1, problem: "the mail server answered `451 try again later`", nextAttempt: ExampleID.later,
            updatedAt: ExampleID.morning)
    }
}

/// A notice with its messages.
public struct NoticeDetail: APIMessage {
    /// What lists show.
    public var notice: NoticeItem
    /// What is wrong with the device, one requirement each.
    public var requirements: [String]
    /// One for each channel and recipient; none before the server worked them out.
    public var messages: [NoticeMessageItem]

    /// A notice with its messages.
    public init(notice: NoticeItem, requirements: [String], messages: [NoticeMessageItem]) {
        self.notice = notice
        self.requirements = requirements
        self.messages = messages
    }

    /// A notice of one message.
    public static var example: Self {
        Self(notice: .example, requirements: ["disk-encrypted"], messages: [.example])
    }
}

/// Asks for a message that says no more than that the channel works.
public struct NoticeTestRequest: APIMessage {
    /// Name of a `NotificationChannel`.
    public var channel: String
    /// A mail address; without it those get the message that the channel always tells.
    public var recipient: String?
    /// The language of the recipient, as `de`; the template's default unless said.
    public var locale: String?
    /// Name of a `NotificationTemplate`; the built-in one unless said.
    public var template: String?

    /// A request for one message.
    public init(channel: String, recipient: String? = nil, locale: String? = nil, template: String? = nil) {
        self.channel = channel
        self.recipient = recipient
        self.locale = locale
        self.template = template
    }

    /// A message in German.
    public static var example: Self {
        Self(channel: "helpdesk-mail", recipient: "ada@example.org", locale: "de", template: "grace")
    }
}

/// Has messages sent again that were given up.
public struct NoticeRetryRequest: APIMessage {
    /// For the audit log; may be left out.
    public var reason: String?

    /// A request with its reason.
    public init(reason: String? = nil) { self.reason = reason }

    /// The channel was mended.
    public static var example: Self { Self(reason: "the password was renewed") }
}
