/// Everything that was measured of a run.
public struct Ledger: Sendable {
    /// What was measured of one operation.
    public struct Figures: Hashable, Sendable {
        /// Those that were answered well.
        public var times = Histogram()
        /// Bytes of requests, without TLS.
        public var sent = 0
        /// Bytes of answers, without TLS.
        public var received = 0

        /// Nothing yet.
        public init() {}
    }

    /// What happened within one second of the run.
    public struct Second: Hashable, Sendable {
        /// From the beginning of the run.
        public var number: Int
        /// Devices that held a poll at its end.
        public var connected = 0
        /// Check-ins that were answered well.
        public var checkIns = 0
        /// Handshakes that ended well.
        public var connects = 0
        /// Decisions that were answered.
        public var decisions = 0
        /// All that count as `errors`.
        public var errors = 0
        /// Answers of 429 and 503.
        public var overloads = 0
        /// Milliseconds of check-ins; `nil` when there was none.
        public var median: Double?
        /// Milliseconds of check-ins; `nil` when there was none.
        public var p99: Double?
        /// Of the server's memory, in bytes; `nil` where that is not known.
        public var memory: Double?
    }

    /// What was measured of a stretch of time.
    struct Part: Hashable, Sendable {
        var times: [Operation: Histogram] = [:]
        var counters: [Counter: Int] = [:]
        var server: [ServerGauge: GaugeFigures] = [:]
        var began = Duration.zero
        /// `nil` while it goes on.
        var ended: Duration?
    }

    /// Of every operation that was answered at least once.
    public private(set) var operations: [Operation: Figures] = [:]
    /// Of everything that was counted at least once.
    public private(set) var counters: [Counter: Int] = [:]
    /// Of every second that is over, without gaps.
    public private(set) var seconds: [Second] = []
    /// Names of phases, and when they began.
    public private(set) var phases: [(name: String, began: Duration)] = []
    /// From the first phase to the last answer.
    public var elapsed = Duration.zero
    /// What the server's process took, where that is known.
    public private(set) var server: [ServerGauge: GaugeFigures] = [:]
    /// By the names of phases; what has an answer counts where the answer comes.
    private var parts: [String: Part] = [:]
    private var current = Second(number: 0)
    private var currentTimes = Histogram()

    /// Makes an empty ledger.
    public init() {}

    /// Notes one good answer.
    public mutating func note(_ operation: Operation, took: Duration, sent: Int = 0, received: Int = 0) {
        // A held request ends when there is something to say: its length is no measure.
        let counted = operation == .poll ? Duration.zero : took
        operations[operation, default: Figures()].times.record(counted)
        if let phase = phases.last?.name { parts[phase]?.times[operation, default: Histogram()].record(counted) }
        operations[operation, default: Figures()].sent += sent
        operations[operation, default: Figures()].received += received
        switch operation {
        case .changedCheckIn, .unchangedCheckIn:
            current.checkIns += 1
            currentTimes.record(took)
        case .connect: current.connects += 1
        case .decision: current.decisions += 1
        default: break
        }
    }

    /// Takes over what another ledger has of the operation.
    public mutating func adopt(_ operation: Operation, of other: Ledger) {
        operations[operation] = other.operations[operation]
    }

    /// Counts.
    public mutating func count(_ counter: Counter, _ number: Int = 1) {
        counters[counter, default: 0] += number
        if let phase = phases.last?.name { parts[phase]?.counters[counter, default: 0] += number }
        if Counter.errors.contains(counter) { current.errors += number }
        if counter == .tooManyRequests || counter == .unavailable { current.overloads += number }
    }

    /// Notes what the server's process takes now.
    mutating func note(_ figures: [ServerGauge: Double]) {
        for (gauge, value) in figures {
            server[gauge, default: GaugeFigures()].note(value)
            if let phase = phases.last?.name { parts[phase]?.server[gauge, default: GaugeFigures()].note(value) }
        }
        current.memory = figures[.memory]
    }

    mutating func begin(_ phase: String, at elapsed: Duration) {
        if let last = phases.last?.name { parts[last]?.ended = elapsed }
        phases.append((phase, elapsed))
        parts[phase] = Part(began: elapsed)
    }

    /// Ends the current second, in which so many devices were connected.
    mutating func closeSecond(connected: Int) {
        current.connected = connected
        current.median = currentTimes.quantile(0.5)
        current.p99 = currentTimes.quantile(0.99)
        seconds.append(current)
        current = Second(number: current.number + 1)
        currentTimes = Histogram()
    }

    /// A metric's value in its unit, of the whole run or of one phase; `nil` when nothing was measured that it could be of.
    public func value(of metric: Metric, in phase: String? = nil) -> Double? {
        guard let part = phase.map({ parts[$0] }) ?? whole else { return nil }
        switch metric.subject {
        case .counters(let counters): return Double(counters.reduce(0) { $0 + (part.counters[$1] ?? 0) })
        case .server(let gauge, let figure): return part.server[gauge]?.value(of: figure)
        case .operations(let operations, let figure):
            var times = Histogram()
            for operation in operations { if let figures = part.times[operation] { times.merge(figures) } }
            let length = (part.ended ?? elapsed) - part.began
            switch figure {
            case .count: return Double(times.count)
            case .rate: return length > .zero ? Double(times.count) / (length / .seconds(1)) : nil
            case .mean: return times.mean
            case .p50: return times.quantile(0.5)
            case .p95: return times.quantile(0.95)
            case .p99: return times.quantile(0.99)
            case .max: return times.quantile(1)
            }
        }
    }

    private var whole: Part? {
        Part(times: operations.mapValues(\.times), counters: counters, server: server, ended: elapsed)
    }

    /// The counter, 0 when nothing was counted.
    public subscript(_ counter: Counter) -> Int { counters[counter] ?? 0 }
    /// All that count as `errors`.
    public var errors: Int { Counter.errors.reduce(0) { $0 + self[$1] } }
}
