public import GatehouseModel

/// What is to be done about the certificates of browsers, by what each store holds.
public struct BrowserPlan: Hashable, Sendable {
    /// How long a certificate holds.
    public struct Span: Hashable, Sendable {
        /// The instant from which it is good.
        public var notBefore: Instant
        /// The instant at which it ends.
        public var notAfter: Instant

        /// A span of time.
        public init(notBefore: Instant, notAfter: Instant) {
            self.notBefore = notBefore
            self.notAfter = notAfter
        }

        /// Two thirds of it are over, or it has not begun, as where somebody set the clock.
        func isDue(at now: Instant) -> Bool {
            let third = Duration.milliseconds((notAfter - notBefore).milliseconds / 3)
            return now >= notAfter - third || now < notBefore
        }
    }

    /// Stores that want a certificate, in their order: they have none, or one whose end is near.
    public var obtain: [String]
    /// Stores whose certificate is to go, in their order.
    public var remove: [String]

    /// The plan at `now`.
    ///
    /// - Parameters:
    ///   - held: the stores that have a certificate of ours.
    ///   - present: the stores of the people who are signed in.
    ///   - isAllowed: whether the server gives any, and this device's owner wants any.
    public init(held: [String: Span], present: Set<String>, isAllowed: Bool, now: Instant) {
        guard isAllowed else {
            obtain = []
            remove = held.keys.sorted()
            return
        }
        obtain = present.filter { held[$0]?.isDue(at: now) ?? true }.sorted()
        // Who has signed out keeps it until it ends: they may be back in a moment.
        remove = held.filter { !present.contains($0.key) && now >= $0.value.notAfter }.keys.sorted()
    }
}
