public import GatehouseWire

/// What came of a run, for people and for programs.
public struct RunReport: Sendable {
    /// What was played.
    public var scenario: Scenario
    /// What was measured.
    public var ledger: Ledger
    /// Of every assertion, in the scenario's order.
    public var outcomes: [Assertion.Outcome]

    /// Judges the run by the scenario's assertions.
    public init(scenario: Scenario, ledger: Ledger) {
        self.scenario = scenario
        self.ledger = ledger
        outcomes = scenario.assertions.map { $0.check(ledger) }
    }

    /// Whether every assertion held.
    public var holds: Bool { outcomes.allSatisfy(\.holds) }

    /// Operations, counters and assertions as a table.
    public var text: String {
        var parts = [
            "\(scenario.name): \(scenario.devices) devices, seed \(scenario.seed), \(FigureText.seconds(ledger.elapsed))"
        ]
        parts.append(FigureText.table([Self.heads] + operationRows))
        let counters = Counter.allCases.filter { ledger[$0] > 0 }.map { [$0.rawValue, String(ledger[$0])] }
        if !counters.isEmpty { parts.append(FigureText.table(counters)) }
        let gauges = serverRows
        if !gauges.isEmpty { parts.append(FigureText.table(gauges)) }
        parts.append(outcomes.map(Self.line).joined(separator: "\n"))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static let heads = ["operation", "count", "a second", "p50", "p95", "p99", "max", "sent", "received"]

    private var operationRows: [[String]] {
        Operation.allCases.compactMap { operation in
            guard let figures = ledger.operations[operation] else { return nil }
            let times = figures.times
            let rate = ledger.elapsed > .zero ? Double(times.count) / (ledger.elapsed / .seconds(1)) : 0
            // How long a poll is held says nothing.
            let isTimed = operation != .poll
            let quantiles = [0.5, 0.95, 0.99, 1].map { isTimed ? times.quantile($0).map(FigureText.milliseconds) : nil }
            return [operation.rawValue, String(times.count), FigureText.decimal(rate, places: 1)]
                + quantiles.map { $0 ?? "–" }
                + [figures.sent, figures.received].map { $0 > 0 ? FigureText.bytes($0) : "–" }
        }
    }

    private var serverRows: [[String]] {
        ServerGauge.allCases.compactMap { gauge in
            guard let figures = ledger.server[gauge] else { return nil }
            return ["server.\(gauge.rawValue)"]
                + GaugeFigures.Figure.allCases.map { figure in
                    "\(figure.rawValue) \(figures.value(of: figure).map(gauge.text) ?? "–")"
                }
        }
    }

    private static func line(_ outcome: Assertion.Outcome) -> String {
        "  \(outcome.holds ? "held  " : "FAILED") \(outcome.assertion.text) (found \(outcome.foundText))"
    }
}

extension RunReport {
    /// Everything of ``text``, and every second, for programs; times in milliseconds, sizes in bytes.
    public var json: JSON {
        .object([
            .init("scenario", .string(scenario.name)), .init("devices", .integer(Int64(scenario.devices))),
            .init("seed", .string(String(scenario.seed))), .init("seconds", .number(ledger.elapsed / .seconds(1))),
            .init("holds", .boolean(holds)), .init("operations", .array(operationItems)),
            .init(
                "counters",
                .object(Counter.allCases.map { .init($0.rawValue, .integer(Int64(ledger[$0]))) })),
            .init(
                "server",
                .object(
                    ServerGauge.allCases.compactMap { gauge in
                        ledger.server[gauge].map { .init(gauge.rawValue, Self.item($0)) }
                    })),
            .init("assertions", .array(outcomes.map(Self.item))),
            .init("timeline", .array(ledger.seconds.map(Self.item))),
        ])
    }

    private var operationItems: [JSON] {
        Operation.allCases.compactMap { operation in
            guard let figures = ledger.operations[operation] else { return nil }
            var members: [JSON.Member] = [
                .init("operation", .string(operation.rawValue)), .init("count", .integer(Int64(figures.times.count))),
                .init("sent", .integer(Int64(figures.sent))), .init("received", .integer(Int64(figures.received))),
            ]
            if operation != .poll {
                for (name, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)] {
                    members.append(.init(name, figures.times.quantile(share).map { .number($0) } ?? .null))
                }
            }
            return .object(members)
        }
    }

    private static func item(_ outcome: Assertion.Outcome) -> JSON {
        .object([
            .init("assertion", .string(outcome.assertion.text)), .init("holds", .boolean(outcome.holds)),
            .init("found", outcome.found.map { .number($0) } ?? .null),
        ])
    }

    private static func item(_ figures: GaugeFigures) -> JSON {
        .object(
            GaugeFigures.Figure.allCases.map { figure in
                .init(figure.rawValue, figures.value(of: figure).map { .number($0) } ?? .null)
            })
    }

    private static func item(_ second: Ledger.Second) -> JSON {
        .object([
            .init("second", .integer(Int64(second.number))), .init("connected", .integer(Int64(second.connected))),
            .init("connects", .integer(Int64(second.connects))), .init("checkIns", .integer(Int64(second.checkIns))),
            .init("decisions", .integer(Int64(second.decisions))), .init("errors", .integer(Int64(second.errors))),
            .init("overloads", .integer(Int64(second.overloads))),
            .init("p50", second.median.map { .number($0) } ?? .null),
            .init("p99", second.p99.map { .number($0) } ?? .null),
            .init("memory", second.memory.map { .number($0) } ?? .null),
        ])
    }
}

extension ServerGauge {
    fileprivate func text(_ value: Double) -> String {
        switch self {
        case .memory: FigureText.bytes(Int(value))
        case .processor: FigureText.decimal(value, places: 1) + "%"
        case .files: FigureText.decimal(value, places: 0)
        }
    }
}
