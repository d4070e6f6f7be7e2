import GatehouseModel

/// One line that must hold of what was measured, as `checkin.p99 < 500ms`.
public struct Assertion: Hashable, Sendable {
    /// How the figure must stand to the limit.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case equal = "=="
        case atLeast = ">="
        case more = ">"

        func holds(_ found: Double, _ limit: Double) -> Bool {
            switch self {
            case .less: found < limit
            case .atMost: found <= limit
            case .equal: found == limit
            case .atLeast: found >= limit
            case .more: found > limit
            }
        }
    }

    /// What is looked at.
    public var metric: Metric
    /// How it must stand to ``limit``.
    public var comparison: Comparison
    /// Milliseconds for times, a second for rates, bytes for memory, else a count.
    public var limit: Double
    /// The one phase that it is about; `nil` for the whole run.
    public var phase: String?
    /// As it was written.
    public var text: String

    /// Why a line is no assertion, and what would be.
    public struct Refusal: Error, Hashable, Sendable {
        /// Lower case, no full stop.
        public var message: String
        /// What would be right.
        public var hint: String?
    }

    /// Reads `METRIC COMPARISON LIMIT`, or that with `in PHASE` behind it; the limit's unit must be the metric's.
    public init(_ text: String) throws(Refusal) {
        let words = text.split(separator: " ")
        guard words.count == 3 || words.count > 4 && words[3] == "in" else {
            throw Refusal(
                message: "`\(text)` is no assertion",
                hint: "write it as `checkin.p99 < 500ms`, or `checkin.p99 < 500ms in PHASE`")
        }
        if words.count > 4 { phase = words[4...].joined(separator: " ") }
        guard let comparison = Comparison(rawValue: String(words[1])) else {
            let all = Comparison.allCases.map(\.rawValue).joined(separator: " ")
            throw Refusal(message: "`\(words[1])` compares nothing", hint: "one of \(all)")
        }
        metric = try Metric(String(words[0]))
        limit = try Self.limit(String(words[2]), metric.unit)
        self.comparison = comparison
        self.text = words.joined(separator: " ")
    }

    private static func limit(_ text: String, _ unit: Metric.Unit) throws(Refusal) -> Double {
        switch unit {
        case .milliseconds:
            guard let duration = Duration.parse(text) else {
                throw Refusal(message: "`\(text)` is no time", hint: "as 500ms or 2s")
            }
            return Double(duration.milliseconds)
        case .rate:
            guard text.hasSuffix("/s"), let number = Double(text.dropLast(2)), number >= 0 else {
                throw Refusal(message: "`\(text)` is no rate", hint: "as 100/s")
            }
            return number
        case .bytes: return try bytes(text)
        case .percent:
            guard text.hasSuffix("%"), let number = Double(text.dropLast()), number >= 0 else {
                throw Refusal(message: "`\(text)` is no share of a core", hint: "as 80%")
            }
            return number
        case .count:
            guard let number = Int(text), number >= 0 else {
                throw Refusal(message: "`\(text)` is no count", hint: "a whole number, as 0")
            }
            return Double(number)
        }
    }

    private static func bytes(_ text: String) throws(Refusal) -> Double {
        for (suffix, scale) in [("KiB", 1024.0), ("MiB", 1_048_576), ("GiB", 1_073_741_824)]
        where text.hasSuffix(suffix) {
            guard let number = Double(text.dropLast(suffix.count)), number >= 0 else { break }
            return number * scale
        }
        throw Refusal(message: "`\(text)` is no size", hint: "as 512MiB")
    }

    /// Whether it holds; what was never measured holds nothing.
    public func check(_ ledger: Ledger) -> Outcome {
        let found = ledger.value(of: metric, in: phase)
        return Outcome(assertion: self, found: found, holds: found.map { comparison.holds($0, limit) } ?? false)
    }

    /// What came of an assertion.
    public struct Outcome: Hashable, Sendable {
        /// What was to hold.
        public var assertion: Assertion
        /// In the metric's unit; `nil` when nothing was measured.
        public var found: Double?
        /// Whether it did.
        public var holds: Bool

        /// What was found, for people.
        public var foundText: String {
            guard let found else { return "nothing was measured" }
            switch assertion.metric.unit {
            case .milliseconds: return FigureText.milliseconds(found)
            case .rate: return FigureText.decimal(found, places: 1) + "/s"
            case .bytes: return FigureText.bytes(Int(found))
            case .percent: return FigureText.decimal(found, places: 1) + "%"
            case .count: return FigureText.decimal(found, places: 0)
            }
        }
    }
}
