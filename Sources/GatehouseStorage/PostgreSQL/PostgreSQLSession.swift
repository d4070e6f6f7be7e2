import GatehouseService

/// One thread's way to the database: it connects when it must, and anew when the connection is gone.
///
/// After a failure it does not try again at once, unless another connection has come to stand since: callers hear
/// `unavailable` meanwhile and no server that comes up is stormed.
final class PostgreSQLSession {
    private let address: PostgreSQLAddress
    private let purpose: String
    let limits: PostgreSQLLimits
    private var link: PostgreSQLLink?
    private var failures = 0
    private var failure: (error: StoreError, retryAt: ContinuousClock.Instant, successes: Int)?
    private let reachability: Reachability

    init(_ address: PostgreSQLAddress, purpose: String, limits: PostgreSQLLimits, _ reachability: Reachability) {
        self.reachability = reachability
        self.address = address
        self.purpose = purpose
        self.limits = limits
    }

    /// A connection that stands, as far as is known.
    func opened() throws(StoreError) -> PostgreSQLLink {
        if let link, link.isUsable() { return link }
        link = nil
        let successes = reachability.successes
        if let failure, failure.retryAt > .now, failure.successes == successes { throw failure.error }
        do {
            return try connect()
        } catch {
            failures += 1
            let pause = min(Duration.milliseconds(25) * (1 << min(failures, 6)), .seconds(1))
            let error = StoreError.unreachable("\(error)")
            failure = (error, .now + pause, successes)
            throw error
        }
    }

    /// Connects at once, and says what is wrong if it cannot.
    func connect() throws(StoreOpeningError) -> PostgreSQLLink {
        let link = try PostgreSQLLink.connect(address, purpose: purpose, limits: limits, reachability)
        (self.link, failures, failure) = (link, 0, nil)
        return link
    }

    /// Whether there is no connection now.
    var hasLost: Bool { link == nil }

    func drop() { link = nil }

    /// Ends a transaction that failed, so that the connection can be used again; drops the connection else.
    func rollBack() {
        guard let link, link.loss == nil else { return drop() }
        if link.hasUnanswered { _ = try? link.settle() }
        guard (try? link.ask("ROLLBACK")) != nil else { return drop() }
    }
}
