public import GatehouseModel

/// Asks for a temporary access pass, with which a person registers what they sign in with from then on.
public struct AccessPassRequest: APIMessage {
    /// How long it lasts, from `10m` to `7d`.
    public var expiresIn: String
    /// Whether it signs in once only; so it is when not given.
    public var isOneTime: Bool?

    /// A request; the server refuses other lifetimes.
    public init(expiresIn: String, isOneTime: Bool? = nil) {
        self.expiresIn = expiresIn
        self.isOneTime = isOneTime
    }

    /// A pass for today.
    public static var example: Self { Self(expiresIn: "8h", isOneTime: true) }
}

/// A fresh pass; this is the only time that it is shown.
public struct AccessPassCreated: APIMessage {
    /// What the person types; the server keeps only its hash.
    public var secret: String
    /// Whose it is.
    public var user: UserID
    /// What the person signs in with besides it.
    public var userName: String
    /// From then on it is refused.
    public var expiresAt: Instant

    /// A secret with what is kept of it.
    public init(secret: String, user: UserID, userName: String, expiresAt: Instant) {
        self.secret = secret
        self.user = user
        self.userName = userName
        self.expiresAt = expiresAt
    }

    /// A pass for today.
    public static var example: Self {
        Self(
            secret: "…", user: UserID(high: 0x0190_6f3a_7c11_7000, low: 0x8000_0000_0000_0011),
            userName: "ada@example.com", expiresAt: Instant(seconds: 1_767_254_400))
    }
}

/// A person's sign-in in a browser.
public struct SessionItem: APIMessage {
    /// Names the session without giving its cookie away.
    public var id: SessionID
    /// Whose it is.
    public var user: UserID
    /// The device that the browser proved; not there where it proved none.
    public var device: DeviceID?
    /// How the person proved who they are: `passkey password totp recoveryCode temporaryAccessPass setUpCode federated`.
    public var methods: [String]
    /// When the person proved it last.
    public var authenticatedAt: Instant
    /// When it was used last, to the minute.
    public var lastUsedAt: Instant
    /// It ends then at the latest.
    public var expiresAt: Instant
    /// Where the person signed in from.
    public var address: String
    /// What the browser calls itself.
    public var userAgent: String

    /// A session as the server keeps it.
    public init(_ session: SignInSession) {
        id = session.id
        user = session.user
        device = session.device
        methods = session.methods.map(\.rawValue)
        authenticatedAt = session.authenticatedAt
        lastUsedAt = session.lastUsedAt
        expiresAt = session.expiresAt
        address = session.address
        userAgent = session.userAgent
    }

    /// A sign-in with a passkey.
    public static var example: Self {
        Self(
            SignInSession(
                id: SessionID(high: 0x0190_6f3a_7c11_7000, low: 0x8000_0000_0000_0012),
                user: UserID(high: 0x0190_6f3a_7c11_7000, low: 0x8000_0000_0000_0011), device: ExampleID.device,
                methods: [.passkey], now: Instant(seconds: 1_767_225_600), lifetime: .seconds(86_400),
                address: "192.0.2.7", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"))
    }
}
