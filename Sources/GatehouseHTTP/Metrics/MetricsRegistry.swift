import Synchronization

/// The server's counters, gauges and histograms, and their Prometheus text (exposition format 0.0.4).
public final class MetricsRegistry: Sendable {
    /// In the order in which they are written; values are escaped, names are not.
    public typealias Labels = [(name: String, value: String)]

    private struct Family {
        var help: String
        var type: String
        /// By the labels as they are written.
        var values: [String: Double] = [:]
        var histograms: [String: Histogram] = [:]
        var bounds: [Double] = []
    }

    private struct Histogram {
        var counts: [Int64]
        var sum = 0.0
        var count: Int64 = 0
    }

    private struct Gauge: Sendable {
        var help: String
        var type = "gauge"
        var read: @Sendable () -> [(labels: Labels, value: Double)]
    }

    private let families = Mutex<[String: Family]>([:])
    private let gauges = Mutex<[String: Gauge]>([:])

    /// Makes a registry without metrics.
    public init() {}

    /// Adds to a counter; its name ends in `_total`.
    public func count(_ name: String, help: String, labels: Labels = [], by amount: Int64 = 1) {
        families.withLock {
            $0[name, default: Family(help: help, type: "counter")].values[Self.text(labels), default: 0] += Double(
                amount)
        }
    }

    /// Adds a measurement to a histogram; its name ends in its unit.
    public func observe(_ name: String, help: String, bounds: [Double], labels: Labels = [], _ value: Double) {
        families.withLock {
            var family = $0[name] ?? Family(help: help, type: "histogram", bounds: bounds)
            let key = Self.text(labels)
            var histogram = family.histograms[key] ?? Histogram(counts: Array(repeating: 0, count: bounds.count))
            for (index, bound) in family.bounds.enumerated() where value <= bound { histogram.counts[index] += 1 }
            histogram.sum += value
            histogram.count += 1
            family.histograms[key] = histogram
            $0[name] = family
        }
    }

    /// A value that is read whenever the metrics are; `nil` leaves it out.
    public func gauge(_ name: String, help: String, read: @escaping @Sendable () -> Double?) {
        gauges.withLock { $0[name] = Gauge(help: help) { read().map { [([], $0)] } ?? [] } }
    }

    /// Values by label that are read whenever the metrics are, as the gauges of one name.
    public func gauges(
        _ name: String, help: String, read: @escaping @Sendable () -> [(labels: Labels, value: Double)]
    ) {
        gauges.withLock { $0[name] = Gauge(help: help, read: read) }
    }

    /// Counts that somebody else keeps, and that only grow; the name ends in `_total`.
    public func counters(
        _ name: String, help: String, read: @escaping @Sendable () -> [(labels: Labels, value: Double)]
    ) {
        gauges.withLock { $0[name] = Gauge(help: help, type: "counter", read: read) }
    }

    /// The same of words that are counted, by the one label that tells them apart.
    public func counters(
        _ name: String, help: String, by label: String, read: @escaping @Sendable () -> [String: Int]
    ) {
        counters(name, help: help) {
            read().sorted { $0.key < $1.key }.map { ([(label, $0.key)], Double($0.value)) }
        }
    }

    /// Everything as text, in the order of names.
    public func exposition() -> String {
        var lines: [String] = []
        for (name, gauge) in gauges.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            let values = gauge.read()
            guard !values.isEmpty else { continue }
            lines += ["# HELP \(name) \(gauge.help)", "# TYPE \(name) \(gauge.type)"]
            for (labels, value) in values {
                let text = Self.text(labels)
                lines.append("\(name)\(text.isEmpty ? "" : "{\(text)}") \(Self.text(value))")
            }
        }
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines += ["# HELP \(name) \(family.help)", "# TYPE \(name) \(family.type)"]
            for (labels, value) in family.values.sorted(by: { $0.key < $1.key }) {
                lines.append("\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.text(value))")
            }
            for (labels, histogram) in family.histograms.sorted(by: { $0.key < $1.key }) {
                lines += Self.lines(of: histogram, name: name, bounds: family.bounds, labels: labels)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of histogram: Histogram, name: String, bounds: [Double], labels: String) -> [String] {
        let prefix = labels.isEmpty ? "" : labels + ","
        var lines = zip(bounds, histogram.counts).map { "\(name)_bucket{\(prefix)le=\"\(text($0))\"} \($1)" }
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        lines.append("\(name)_bucket{\(prefix)le=\"+Inf\"} \(histogram.count)")
        lines.append("\(name)_sum\(suffix) \(text(histogram.sum))")
        lines.append("\(name)_count\(suffix) \(histogram.count)")
        return lines
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func text(_ labels: Labels) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
