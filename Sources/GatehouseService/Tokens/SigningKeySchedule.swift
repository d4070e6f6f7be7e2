public import GatehouseModel

/// When keys of tokens come and go: published before they sign, and after, until what they signed has ended.
public struct SigningKeySchedule: Sendable {
    /// How long a key signs.
    public var period: Duration
    /// How long a key is published before it signs, so that whoever keeps the keys for a while has it.
    public var lead: Duration
    /// How long a key is published after the next one signs: longer than any token counts.
    public var overlap: Duration

    /// 90 days, with two days before and after, unless said otherwise.
    public init(
        period: Duration = .seconds(90 * 86_400), lead: Duration = .seconds(2 * 86_400),
        overlap: Duration = .seconds(2 * 86_400)
    ) {
        self.period = period
        self.lead = lead
        self.overlap = overlap
    }

    /// What is to be done about a tenant's keys.
    public struct Plan: Hashable, Sendable {
        /// Which keys to make, and from when they sign.
        public var made: [SigningKey.Use: Instant] = [:]
        /// The names of those that nothing needs any more.
        public var removed: [String] = []

        /// Whether there is nothing to do.
        public var isEmpty: Bool { made.isEmpty && removed.isEmpty }
    }

    /// What is to be done now; where there are no keys at all, the first ones sign at once.
    public func plan(_ keys: [SigningKey], at now: Instant) -> Plan {
        var plan = Plan()
        for use in SigningKey.Use.allCases {
            let keys = keys.filter { $0.use == use }.sorted { ($0.signsFrom, $0.id) < ($1.signsFrom, $1.id) }
            guard let newest = keys.last else {
                plan.made[use] = now
                continue
            }
            if newest.signsFrom + period - lead <= now {
                plan.made[use] = max(newest.signsFrom + period, now + lead)
            }
            for (key, next) in zip(keys, keys.dropFirst()) where next.signsFrom + overlap <= now {
                plan.removed.append(key.id)
            }
        }
        return plan
    }
}
