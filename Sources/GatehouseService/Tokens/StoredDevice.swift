import GatehouseModel
import GatehouseOpenID

/// A device that waits for somebody's sign-in elsewhere, as it is kept.
struct StoredDevice: Codable, Hashable, Sendable {
    /// Where it stands.
    enum State: String, Codable, Hashable, Sendable {
        case pending
        case approved
        case denied
        case redeemed
    }

    var application: ClientApplicationID
    var scope: String
    var expires: Int64
    var intervalSeconds: Int64
    var lastPoll: Int64?
    var state: State
    /// Whose sign-in it got.
    var grant: SignInGrant?

    /// As the protocol judges it; `nil` for a row that cannot be one.
    var authorization: DeviceAuthorization? {
        guard let clientID = ClientID(application.description) else { return nil }
        let now: DeviceAuthorization.State =
            switch state {
            case .pending: .pending
            case .approved: .approved(signIn: grant?.id ?? "")
            case .denied: .denied
            case .redeemed: .redeemed
            }
        return DeviceAuthorization(
            clientID: clientID, expires: Instant(milliseconds: expires), interval: .seconds(intervalSeconds),
            lastPoll: lastPoll.map { Instant(milliseconds: $0) }, state: now)
    }

    /// Takes what the protocol left.
    mutating func take(_ authorization: DeviceAuthorization) {
        intervalSeconds = authorization.interval.components.seconds
        lastPoll = authorization.lastPoll?.milliseconds
        state =
            switch authorization.state {
            case .pending: .pending
            case .approved: .approved
            case .denied: .denied
            case .redeemed: .redeemed
            }
    }
}
