public import GatehouseModel

/// Something of the token protocols that is kept between two requests and ends by itself.
public struct TokenState: Hashable, Sendable {
    /// What is kept.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An assertion that was taken; it must not count twice.
        case assertion
        /// A request that waits for somebody's sign-in.
        case interaction
        /// A code that is exchanged for tokens, also once it was.
        case code
        /// The tokens that came of one sign-in.
        case family
        /// A device that waits for somebody's sign-in elsewhere.
        case device
        /// What a person types to let it; leads to the device.
        case userCode
    }

    /// What is kept.
    public var kind: Kind
    /// Unique for its kind; a hash where it would be a secret.
    public var id: String
    /// Whose it is.
    public var application: ClientApplicationID
    /// Who signed in; `nil` where nobody did.
    public var user: UserID?
    /// In which session; `nil` where there is none.
    public var session: SessionID?
    /// What the kind needs besides, as JSON.
    public var body: String
    /// From then on it may be forgotten.
    public var expiresAt: Instant

    /// A state as it is kept.
    public init(
        kind: Kind, id: String, application: ClientApplicationID, user: UserID? = nil, session: SessionID? = nil,
        body: String = "{}", expiresAt: Instant
    ) {
        self.kind = kind
        self.id = id
        self.application = application
        self.user = user
        self.session = session
        self.body = body
        self.expiresAt = expiresAt
    }
}

/// Asks for states of the token protocols.
public protocol TokenStateReading {
    func tokenState(_ kind: TokenState.Kind, _ id: String) throws -> TokenState?
}

/// Changes states of the token protocols; nobody follows them.
public protocol TokenStateWriting {
    /// `false` when one of this kind and id is there already, which stays.
    func insertTokenState(_ state: TokenState) throws -> Bool
    /// Inserts or replaces.
    func saveTokenState(_ state: TokenState) throws
    /// `false` when there was none.
    @discardableResult func removeTokenState(_ kind: TokenState.Kind, _ id: String) throws -> Bool
    /// Also those of sessions that were revoked, whose rows go later.
    func removeTokenStates(endedBefore now: Instant) throws
}
