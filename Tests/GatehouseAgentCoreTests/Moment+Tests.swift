import GatehouseAgentCore
import GatehouseModel

extension Moment {
    static let start = Instant(seconds: 1_795_294_585)

    /// `seconds` after the start of the test, with identifier `id`.
    static func at(_ seconds: Int64, id: UInt64 = 1, random: Double = 0.5) -> Moment {
        Moment(now: start + .seconds(seconds), freshID: RequestID(high: 0, low: id), random: random)
    }
}

extension RequestFailure {
    static let lost = RequestFailure.unreachable("connection refused")
}
