/// One sign-in of a person in one browser, as the server keeps it; the browser has only a random name for it.
public struct SignInSession: Hashable, Sendable {
    /// Names the session where its cookie must not be shown.
    public var id: SessionID
    /// Whose it is.
    public var user: UserID
    /// The device whose certificate the browser showed; `nil` for a session without a device.
    public var device: DeviceID?
    /// How the person proved who they are, in the order in which they did.
    public var methods: [AuthenticationMethod]
    /// When the person proved it last (`auth_time`).
    public var authenticatedAt: Instant
    /// When the session began.
    public var createdAt: Instant
    /// When it was used last, to the minute.
    public var lastUsedAt: Instant
    /// It ends then, however much it is used.
    public var expiresAt: Instant
    /// Where the person signed in from, as text; empty when that is not known.
    public var address: String
    /// What the browser calls itself, cut; it may lie.
    public var userAgent: String
    /// `nil` while it is not revoked.
    public var revokedAt: Instant?

    /// A session that begins with this sign-in.
    public init(
        id: SessionID, user: UserID, device: DeviceID?, methods: [AuthenticationMethod], now: Instant,
        lifetime: Duration, address: String, userAgent: String
    ) {
        self.id = id
        self.user = user
        self.device = device
        self.methods = methods
        authenticatedAt = now
        createdAt = now
        lastUsedAt = now
        expiresAt = now + lifetime
        self.address = address
        self.userAgent = userAgent
        revokedAt = nil
    }
}

/// One way in which a person proves who they are.
public enum AuthenticationMethod: String, Sendable, Hashable, CaseIterable {
    /// A passkey with user verification: resists phishing, and is two factors in one.
    case passkey
    case password
    /// A code of an authenticator application (RFC 6238).
    case totp
    case recoveryCode
    case temporaryAccessPass
    /// The set-up code of the server's first start.
    case setUpCode
    /// An upstream provider signed the person in.
    case federated

    /// Its words in `amr` (RFC 8176); Microsoft's clients know `mfa` and `pwd`.
    public var references: [String] {
        switch self {
        case .passkey: ["hwk", "user"]
        case .password: ["pwd"]
        case .totp, .recoveryCode, .temporaryAccessPass, .setUpCode: ["otp"]
        case .federated: ["fed"]
        }
    }
}

/// How well a person proved who they are, in the order of strength; Graph's built-in authentication strengths.
public enum AuthenticationStrength: Int, Sendable, Hashable, CaseIterable, Comparable {
    case singleFactor
    case multifactor
    case phishingResistant

    /// What these methods amount to together; `nil` for none.
    public init?(_ methods: some Sequence<AuthenticationMethod>) {
        let methods = Set(methods)
        if methods.isEmpty { return nil }
        if methods.contains(.passkey) {
            self = .phishingResistant
        } else if methods.contains(.temporaryAccessPass)
            || methods.contains(.password) && (methods.contains(.totp) || methods.contains(.recoveryCode))
        {
            self = .multifactor
        } else {
            self = .singleFactor
        }
    }

    /// A stronger one is greater.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
