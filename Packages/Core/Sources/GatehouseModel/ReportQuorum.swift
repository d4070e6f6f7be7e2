/// So many of the newest reports of a device that must agree, written `2 of 3`.
public struct ReportQuorum: Hashable, Sendable, LosslessStringConvertible {
    /// The longest window: what is older says little about now.
    public static let largestWindow = 16

    /// How many must agree, at least 1.
    public let needed: Int
    /// Of how many of the newest, at least ``needed``.
    public let window: Int

    /// Refuses less than one, more than the window, and a window beyond ``largestWindow``.
    public init?(_ needed: Int, of window: Int) {
        guard needed >= 1, needed <= window, window <= Self.largestWindow else { return nil }
        self.needed = needed
        self.window = window
    }

    /// Reads `2 of 3`; anything else is `nil`.
    public init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[1] == "of", let needed = Int(words[0]), let window = Int(words[2]) else {
            return nil
        }
        self.init(needed, of: window)
    }

    /// As it is read: `2 of 3`.
    public var description: String { "\(needed) of \(window)" }
}

/// A change of a requirement's result that waits until enough reports agree on it.
public struct PendingResult: Hashable, Sendable {
    /// What the newest evaluation found; while it differs from the result that counts, the change is held back.
    public var result: RequirementResult
    /// When the first report spoke for the change.
    public var since: Instant
    /// The newest reports, the newest first: whether each spoke for the change.
    public var reports: [Bool]
    /// How many must.
    public var quorum: ReportQuorum

    /// Takes the parts as they are; nothing is checked.
    public init(result: RequirementResult, since: Instant, reports: [Bool], quorum: ReportQuorum) {
        self.result = result
        self.since = since
        self.reports = reports
        self.quorum = quorum
    }

    /// How many of the reports in the window spoke for the change.
    public var count: Int { reports.prefix(quorum.window).count { $0 } }

    /// How far it is, as `2 of 3 good reports`; with `of the last 5` where not every report of the window must agree.
    public func words(good isGood: Bool) -> String {
        let reach = quorum.window > quorum.needed ? ", of the last \(quorum.window)" : ""
        return "\(count) of \(quorum.needed) \(isGood ? "good" : "bad") reports\(reach)"
    }
}
