import GatehouseModel

/// Something that a scenario can assert: a figure of an operation, or a counter.
public struct Metric: Hashable, Sendable {
    /// A figure of an operation's times.
    public enum Figure: String, Hashable, Sendable, CaseIterable {
        case count
        case rate
        case mean
        case p50
        case p95
        case p99
        case max
    }

    /// What a limit is written in.
    public enum Unit: Hashable, Sendable {
        case milliseconds
        case rate
        case count
        /// KiB, MiB or GiB.
        case bytes
        /// Of one core.
        case percent
    }

    enum Subject: Hashable, Sendable {
        /// Several operations count as one: `checkin` is every check-in.
        case operations([Operation], Figure)
        case counters([Counter])
        case server(ServerGauge, GaugeFigures.Figure)
    }

    let subject: Subject

    /// The unit of its values.
    public var unit: Unit {
        switch subject {
        case .counters: .count
        case .server(.memory, _): .bytes
        case .server(.processor, _): .percent
        case .server(.files, _): .count
        case .operations(_, .count): .count
        case .operations(_, .rate): .rate
        case .operations: .milliseconds
        }
    }

    /// Reads `checkin.p99`, `errors`, `errors.timeout` and their like.
    public init(_ text: String) throws(Assertion.Refusal) {
        if let counters = Self.counters[text] {
            subject = .counters(counters)
            return
        }
        let parts = text.split(separator: ".")
        let name = parts.dropLast().joined(separator: ".")
        if let figure = parts.last.flatMap({ Figure(rawValue: String($0)) }), let operations = Self.operations[name] {
            subject = .operations(operations, figure)
            return
        }
        if let gauge = Self.gauges[name], let figure = parts.last.flatMap({ GaugeFigures.Figure(rawValue: String($0)) })
        {
            subject = .server(gauge, figure)
            return
        }
        throw Assertion.Refusal(
            message: "`\(text)` is not measured",
            hint: Spelling.nearest(to: text, among: Self.all).map { "did you mean `\($0)`?" }
                ?? "as checkin.p99, errors or acknowledged-and-lost")
    }

    /// Every name that can be asserted, in order.
    public static let all: [String] =
        (counters.keys + operations.keys.flatMap { name in Figure.allCases.map { "\(name).\($0.rawValue)" } }
        + gauges.keys.flatMap { name in GaugeFigures.Figure.allCases.map { "\(name).\($0.rawValue)" } }).sorted()

    private static let gauges: [String: ServerGauge] = Dictionary(
        uniqueKeysWithValues: ServerGauge.allCases.map { ("server.\($0.rawValue)", $0) })

    private static let operations: [String: [Operation]] = {
        var names = [String: [Operation]]()
        for operation in Operation.allCases { names[operation.rawValue] = [operation] }
        names["checkin"] = [.changedCheckIn, .unchangedCheckIn]
        return names
    }()

    private static let counters: [String: [Counter]] = {
        var names = [String: [Counter]]()
        for counter in Counter.allCases { names[counter.rawValue] = [counter] }
        names["errors"] = Counter.errors
        names["overload"] = [.tooManyRequests, .unavailable]
        return names
    }()
}
