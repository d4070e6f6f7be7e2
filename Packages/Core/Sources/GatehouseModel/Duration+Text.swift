extension Duration {
    /// Whole milliseconds, clamped to what fits.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// Reads `7d`, `12h`, `30m`, `45s`, `200ms` or a sum of them (`1d12h`); negative or empty text is `nil`.
    public static func parse(_ text: String) -> Duration? {
        var total: Int64 = 0
        var number: Int64?
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while let character = rest.first {
            if let digit = character.wholeNumberValue, character.isASCII {
                let (scaled, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !overflow, scaled < 1_000_000_000_000 else { return nil }
                number = scaled + Int64(digit)
                rest.removeFirst()
                continue
            }
            guard let value = number, let unit = units.first(where: { rest.hasPrefix($0.suffix) }) else { return nil }
            rest.removeFirst(unit.suffix.count)
            let (scaled, overflow) = value.multipliedReportingOverflow(by: unit.milliseconds)
            guard !overflow, total <= Int64.max - scaled else { return nil }
            total += scaled
            number = nil
        }
        return number == nil ? .milliseconds(total) : (text == "0" ? .zero : nil)
    }

    /// The text that ``parse(_:)`` reads, in the largest units: `1d12h`, `0s`.
    public var text: String {
        var rest = max(milliseconds, 0)
        guard rest > 0 else { return "0s" }
        var result = ""
        for unit in Self.units.sorted(by: { $0.milliseconds > $1.milliseconds }) where rest >= unit.milliseconds {
            result += "\(rest / unit.milliseconds)\(unit.suffix)"
            rest %= unit.milliseconds
        }
        return result
    }

    /// `ms` stands before `m`: the longer suffix must be tried first.
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]
}
