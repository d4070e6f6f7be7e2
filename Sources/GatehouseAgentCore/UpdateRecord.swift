public import GatehouseModel
public import GatehouseWire

/// What an agent remembers of its updates: what is on trial, and what did not work here.
public struct UpdateRecord: Hashable, Sendable {
    /// A version that has not proved itself yet.
    public struct Trial: Hashable, Sendable {
        /// The version on trial.
        public var version: SemanticVersion
        /// The installed version that it took the place of; `nil` when that was the package's.
        public var previous: SemanticVersion?
        /// When it was first started; `nil` until then.
        public var since: Instant?

        /// A trial, begun at `since`.
        public init(version: SemanticVersion, previous: SemanticVersion? = nil, since: Instant? = nil) {
            self.version = version
            self.previous = previous
            self.since = since
        }
    }

    /// A version that was taken back.
    public struct Failure: Hashable, Sendable {
        /// The version that did not work.
        public var version: SemanticVersion
        /// For the administrator.
        public var reason: String
        /// The last time.
        public var at: Instant
        /// How often.
        public var count: Int
        /// Whether the server may have been the reason, so that it is worth another try.
        public var mayBeRetried: Bool

        /// A failure of one version.
        public init(version: SemanticVersion, reason: String, at: Instant, count: Int, mayBeRetried: Bool) {
            self.version = version
            self.reason = reason
            self.at = at
            self.count = count
            self.mayBeRetried = mayBeRetried
        }

        private static let wait = Duration.seconds(86_400)
        private static let mostTries = 3

        /// Whether the version may be tried again at `now`.
        public func allowsRetry(at now: Instant) -> Bool {
            mayBeRetried && count < Self.mostTries && now - at >= Self.wait
        }
    }

    /// The version on trial, if one is.
    public var trial: Trial?
    /// What failed last, until a newer version works.
    public var failure: Failure?

    /// Nothing on trial and nothing that failed, unless said otherwise.
    public init(trial: Trial? = nil, failure: Failure? = nil) {
        self.trial = trial
        self.failure = failure
    }

    /// The trial ended well.
    public mutating func confirm() {
        trial = nil
        failure = nil
    }

    /// The trial ended badly; a repeated failure of the same version counts.
    public mutating func fail(_ version: SemanticVersion, _ reason: String, mayBeRetried: Bool, at now: Instant) {
        let before = failure.flatMap { $0.version == version ? $0.count : nil } ?? 0
        trial = nil
        failure = Failure(version: version, reason: reason, at: now, count: before + 1, mayBeRetried: mayBeRetried)
    }
}

extension UpdateRecord {
    /// Reads what ``json`` writes; what cannot be read counts as nothing remembered.
    public init(json: JSON) {
        if let inner = json["trial"], let version = inner.version {
            trial = Trial(
                version: version, previous: inner.text("previous").flatMap { SemanticVersion($0) },
                since: inner.text("since").flatMap { Instant($0) })
        }
        if let inner = json["failure"], let version = inner.version, let reason = inner.text("reason"),
            let at = inner.text("at").flatMap({ Instant($0) }), case .integer(let count)? = inner["count"],
            case .boolean(let mayBeRetried)? = inner["mayBeRetried"]
        {
            failure = Failure(
                version: version, reason: reason, at: at, count: Int(clamping: count), mayBeRetried: mayBeRetried)
        }
    }

    /// Without the members that are not there.
    public var json: JSON {
        var members = [JSON.Member]()
        if let trial {
            let times = trial.since.map { [JSON.Member("since", .string($0.description))] } ?? []
            let previous = trial.previous.map { [JSON.Member("previous", .string($0.description))] } ?? []
            let version = JSON.Member("version", .string(trial.version.description))
            members.append(.init("trial", .object([version] + previous + times)))
        }
        if let failure {
            members.append(
                .init(
                    "failure",
                    .object([
                        .init("version", .string(failure.version.description)),
                        .init("reason", .string(failure.reason)), .init("at", .string(failure.at.description)),
                        .init("count", .integer(Int64(failure.count))),
                        .init("mayBeRetried", .boolean(failure.mayBeRetried)),
                    ])))
        }
        return .object(members)
    }
}

extension JSON {
    fileprivate func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }

    fileprivate var version: SemanticVersion? { text("version").flatMap { SemanticVersion($0) } }
}
