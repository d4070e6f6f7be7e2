public import GatehouseModel

/// Something that people are told, once: by webhook, by e-mail, or both.
///
/// It holds all that a message needs, so that what is sent says how things stood when it was posted.
public struct Notice: Hashable, Sendable {
    /// What it is about; each has a built-in template.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A device fails a requirement and has time to mend it.
        case deviceInGrace
        /// That time is nearly over.
        case graceEnding
        /// That time is over, or there was none.
        case deviceNoncompliant
        /// The device satisfies its policies again.
        case deviceRecovered
        /// A policy had the device locked, retired or the like.
        case actionTaken
        /// An action waits for a second person.
        case actionAwaitsApproval
        /// A machine asked to be let in and waits for somebody to agree.
        case enrolmentAwaitsApproval
        /// Somebody tries a channel.
        case test
    }

    /// How far it is.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Something of it is not sent yet.
        case queued
        /// Every message was accepted by who was to get it.
        case sent
        /// At least one message was given up, and none waits.
        case failed
    }

    /// Names it for people; chosen when it is made.
    public var id: NoticeID
    /// What it is about.
    public var kind: Kind
    /// Of one key only one notice is ever posted; see ``key(_:_:)``.
    public var key: String
    /// When it was posted, by the server's clock.
    public var createdAt: Instant
    /// How far it is.
    public var state: State
    /// When the state last changed.
    public var updatedAt: Instant
    /// The device that it is about; `nil` where there is none, or not one alone.
    public var device: Subject?
    /// The policy that caused it; empty where none did.
    public var policy: String
    /// What is wrong with the device, and how to mend it.
    public var requirements: [Shortfall]
    /// By when something must be done: the end of grace, or of what waits for approval.
    public var deadline: Instant?
    /// Further particulars by the names of ``Particular``.
    public var particulars: [Particular: String]
    /// Name of a `NotificationTemplate`; `nil` takes the built-in one of its kind.
    public var template: String?
    /// Names of the `NotificationChannel`s that carry it; at least one, or nobody is told.
    public var channels: [String]
    /// Who is told by those channels that can address people, beside those that a channel always tells.
    public var recipients: [Recipient]

    /// Makes the notice as it is posted; nothing is checked.
    public init(
        id: NoticeID = .random(), kind: Kind, key: String, createdAt: Instant, device: Subject? = nil,
        policy: String = "", requirements: [Shortfall] = [], deadline: Instant? = nil,
        particulars: [Particular: String] = [:], template: String? = nil, channels: [String],
        recipients: [Recipient] = []
    ) {
        self.id = id
        self.kind = kind
        self.key = key
        self.createdAt = createdAt
        self.state = .queued
        self.updatedAt = createdAt
        self.device = device
        self.policy = policy
        self.requirements = requirements
        self.deadline = deadline
        self.particulars = particulars
        self.template = template
        self.channels = channels
        self.recipients = recipients
    }

    /// The key of a notice: its kind and what makes this occasion another than the last, such as the device, the policy
    /// and the beginning of the interval.
    public static func key(_ kind: Kind, _ parts: String...) -> String {
        ([kind.rawValue] + parts.map { $0.replacing("/", with: "%2F") }).joined(separator: "/")
    }
}

extension Notice {
    /// The device that a notice is about, as it was then.
    public struct Subject: Hashable, Sendable {
        /// The device.
        public var id: DeviceID
        /// Its name, which the device chose itself: never to be trusted as markup.
        public var name: String
        /// Its platform.
        public var platform: Platform

        /// A device by its parts.
        public init(id: DeviceID, name: String, platform: Platform) {
            self.id = id
            self.name = name
            self.platform = platform
        }

        /// The device as it is now.
        public init(_ device: Device) {
            self.init(id: device.id, name: device.name, platform: device.platform)
        }
    }

    /// A requirement that is not satisfied.
    public struct Shortfall: Hashable, Sendable {
        /// The requirement's name.
        public var requirement: String
        /// How much it matters.
        public var severity: Severity
        /// What is wanted, in words.
        public var wanted: String
        /// What was found, in words.
        public var found: String
        /// What the person can do; may be empty.
        public var remediation: String
        /// When its grace ends; `nil` where none was given.
        public var graceEnd: Instant?

        /// A requirement by its parts.
        public init(
            requirement: String, severity: Severity, wanted: String, found: String, remediation: String,
            graceEnd: Instant?
        ) {
            self.requirement = requirement
            self.severity = severity
            self.wanted = wanted
            self.found = found
            self.remediation = remediation
            self.graceEnd = graceEnd
        }

        /// A requirement as it was judged.
        public init(_ status: RequirementStatus) {
            self.init(
                requirement: status.requirement, severity: status.severity, wanted: status.wanted,
                found: status.found, remediation: status.remediation, graceEnd: status.graceEnd)
        }
    }

    /// Somebody who is told.
    public enum Recipient: Hashable, Sendable {
        /// The owner of the device, as the register has them when the notice is sent.
        case owner
        /// A mail address; `locale` is the language they read, `nil` when it is not known.
        case address(String, locale: String?)
    }

    /// What some notices say beside the rest.
    public enum Particular: String, Sendable, Hashable, CaseIterable {
        /// The kind of an action, as `wipe`.
        case action
        /// Who asked for it, as the audit log names them.
        case requestedBy
        /// What can be approved or looked up: the id of a batch or of an enrolment.
        case reference
        /// How many devices.
        case devices
        /// What a machine that is no device yet calls itself: never to be trusted as markup.
        case deviceName
        /// The platform of a machine that is no device yet.
        case devicePlatform
    }
}
