import GatehouseKeys
import GatehouseModel
import GatehouseWebAuthn
import GatehouseWire

/// What the browser is given to begin a ceremony with.
public struct CeremonyOffer: Hashable, Sendable {
    /// To be brought back with the answer.
    public var state: String
    /// The options for `navigator.credentials`, as JSON.
    public var options: [UInt8]
}

/// Gives out challenges and takes them back, once each, on whichever node they come to.
struct CeremonyDesk: Sendable {
    /// What a challenge was given out for; it is nothing else's.
    enum Purpose: String {
        case authentication
        case registration
        case setUp
    }

    /// What is sealed and given to the browser.
    struct State: Codable {
        var challenge: String
        var browser: String
        var expires: Int64
        var user: String?
        var userName: String?
        var displayName: String?
        /// The hash of the set-up code that was right when the challenge was given out.
        var setUpCode: String?
    }

    let seal: PageSeal
    let settings: SignInSettings

    func newState(_ browser: BrowserMark, at now: Instant, user: UserID? = nil) -> State {
        var generator = SystemRandomNumberGenerator()
        let challenge = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return State(
            challenge: Base64.encodeURL(challenge), browser: browser.id,
            expires: (now + PageSeal.patience).milliseconds, user: user?.description)
    }

    func seal(_ state: State, _ purpose: Purpose, _ tenant: TenantID) throws -> String {
        try seal.seal(state, Self.name(purpose, tenant))
    }

    /// Reads a state that was given to this browser for this purpose.
    func open(
        _ text: String, _ purpose: Purpose, _ tenant: TenantID, _ browser: BrowserMark, at now: Instant
    ) throws -> (state: State, challenge: Challenge) {
        let state: State? = seal.open(text, Self.name(purpose, tenant))
        guard let state, ConstantTime.equal(state.browser, browser.id), now.milliseconds < state.expires,
            let bytes = Base64.decodeURL(state.challenge), let challenge = try? Challenge(bytes)
        else { throw Self.tooOld }
        return (state, challenge)
    }

    /// Takes the challenge back, so that no answer counts twice; durable before anything is verified.
    func take(_ challenge: Challenge, in work: any StoreWriting, at now: Instant) throws {
        let isFresh = try work.takeOnce(
            Secret.digest(Base64.encodeURL(challenge.bytes)), until: now + PageSeal.patience + .seconds(60))
        guard isFresh else { throw Self.tooOld }
    }

    /// The same for a challenge that was used as for one that is too old: who replays learns nothing.
    static let tooOld = ServiceError(
        .invalid, "the request is too old, was answered before, or was not made for this browser",
        hint: "try again")

    private static func name(_ purpose: Purpose, _ tenant: TenantID) -> String {
        "sign-in/\(purpose.rawValue)/\(tenant)"
    }
}

extension UserID {
    /// The account's name for authenticators: the 16 bytes of the identifier, which say nothing of the person.
    var handle: UserHandle? {
        try? UserHandle(
            [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } })
    }
}

extension ServiceError {
    /// What an authenticator's answer is refused for; the step and the reason are for the log and for who set it up.
    init(_ error: WebAuthnError) {
        self.init(.unauthenticated, "the passkey's answer was refused: \(error.message)", detail: "\(error)")
    }
}
