import GatehouseKeys
import GatehouseModel

/// How often one may guess at an account.
///
/// Who guesses is told apart by the browser where the person signed in before, else by address and name: a stranger's
/// attempts use up none of the owner's in their own browser, and passkeys are not counted at all, since there is nothing
/// to guess. A name that nobody has is counted like any other.
struct AttemptLimits {
    private struct Limit {
        var subject: String
        var most: Int64
        var window: Duration
    }

    private let limits: [Limit]
    /// What a success makes good.
    private let own: [String]

    /// For a guess at the account of this name.
    init(name: String, user: UserID?, _ request: SignInRequest) {
        if let user, request.browser.isKnown(to: user) {
            limits = [Limit(subject: "browser/\(request.browser.id)/\(user)", most: 5, window: .seconds(900))]
            own = limits.map(\.subject)
            return
        }
        let account = Secret.digest(name.lowercased())
        let network = Self.network(of: request.address)
        limits = [
            Limit(subject: "address/\(network)/\(account)", most: 5, window: .seconds(900)),
            Limit(subject: "account/\(account)", most: 50, window: .seconds(3600)),
            Limit(subject: "address/\(network)", most: 60, window: .seconds(900)),
        ]
        own = [limits[0].subject]
    }

    /// For a guess at a secret that says by itself whose it is.
    init(secretFrom request: SignInRequest) {
        limits = [
            Limit(subject: "secret/\(Self.network(of: request.address))", most: 20, window: .seconds(900))
        ]
        own = limits.map(\.subject)
    }

    /// Counts an attempt before it is judged, so that many at once are not more; refuses one too many.
    func count(in work: any StoreWriting, at now: Instant) throws {
        for limit in limits {
            var attempts = try work.attempts(limit.subject) ?? AttemptCount(count: 0, since: now)
            if now - attempts.since >= limit.window { attempts = AttemptCount(count: 0, since: now) }
            guard attempts.count < limit.most else {
                let left = max(1, (limit.window - (now - attempts.since)).components.seconds / 60 + 1)
                throw ServiceError(
                    .notPermitted, "there were too many attempts from here",
                    hint: "wait \(left) minutes, or use a passkey")
            }
            attempts.count += 1
            try work.save(attempts, of: limit.subject)
        }
    }

    /// Takes back what a success makes good.
    func forget(in work: any StoreWriting) throws {
        for subject in own { try work.removeAttempts(subject) }
    }

    /// An address of IPv4, or the /64 of one of IPv6, which is one customer's.
    private static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let head = (halves.first ?? "").split(separator: ":").map(String.init)
        let tail = halves.count > 1 ? halves[1].split(separator: ":").count : 0
        let filled = head + Array(repeating: "0", count: halves.count > 1 ? max(0, 8 - head.count - tail) : 0)
        return filled.prefix(4).joined(separator: ":")
    }
}
