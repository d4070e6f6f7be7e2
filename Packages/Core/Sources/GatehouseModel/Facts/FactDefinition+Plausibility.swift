extension FactDefinition {
    /// The longest text that a fact may hold, in bytes.
    public static let longestText = 16 << 10
    /// The most elements that a list or table may hold.
    public static let mostElements = 50_000
    /// By how much the clock of an honest device may be ahead.
    private static let lead = Duration.seconds(86_400)
    /// Numbers whose bounds are narrower than ``usualRange``.
    private static let ranges: [FactKey: ClosedRange<Int64>] = [
        "network.exposedPorts": 1...65_535, "ssh.server.port": 1...65_535, "hardware.cpu.count": 1...65_536,
        "hardware.memory": 0...(1 << 50), "os.uptimeDays": 0...36_525, "kernel.randomizeVASpace": 0...2,
        "kernel.kptrRestrict": 0...2, "kernel.dmesgRestrict": 0...1, "kernel.unprivilegedBPFDisabled": 0...2,
        "kernel.yama.ptraceScope": 0...3, "passwordPolicy.characterClasses": 0...4,
    ]
    /// `-1` is how `login.defs` writes "never"; no count, time or size of one machine is larger than the other end.
    private static let usualRange: ClosedRange<Int64> = -1...(1 << 53)
    /// Columns of tables with times that are in the future by their nature.
    private static let futureColumns: Set<String> = ["notAfter"]

    /// Why no honest device reports `value` at `now`, in words; `nil` when one may.
    ///
    /// The type is ``FactType/admits(_:)``'s to check; this looks at ranges, lengths and times.
    public func implausibility(of value: FactValue, at now: Instant) -> String? {
        problem(with: value, type, column: nil, latest: now + Self.lead)
    }

    private func problem(
        with value: FactValue, _ type: FactType, column: String?, latest: Instant
    ) -> String? {
        switch (value, type) {
        case (.boolean, _): return nil
        case (.integer(let number), _):
            let range = column == "port" ? 0...65_535 : Self.ranges[key] ?? Self.usualRange
            return range.contains(number) ? nil : "\(number) is not within \(range.lowerBound) to \(range.upperBound)"
        case (.text(let text), _):
            if text.utf8.count > Self.longestText { return "a text is longer than \(Self.longestText) bytes" }
            if text.utf8.contains(0) { return "a text holds a zero byte" }
            guard type == .instant, !Self.futureColumns.contains(column ?? ""), let time = Instant(text) else {
                return nil
            }
            return time > latest ? "the time \(time) has not come yet" : nil
        case (.list(let values), _):
            if values.count > Self.mostElements { return "there are more than \(Self.mostElements) elements" }
            let element = if case .list(let element) = type { element } else { type }
            for value in values {
                if let problem = problem(with: value, element, column: nil, latest: latest) { return problem }
            }
            return nil
        case (.record(let fields), .table(let columns)):
            for (name, value) in fields {
                guard let type = columns[name] else { continue }
                if let problem = problem(with: value, type, column: name, latest: latest) { return problem }
            }
            return nil
        case (.record, _): return nil
        }
    }
}
