/// How often which time was measured, within 1 % and in a few kilobytes however many there are.
///
/// Buckets are as wide as a 64th of the power of two below them. Times are whole microseconds.
public struct Histogram: Hashable, Sendable {
    private static let precision = 6
    private static let longest = 3_600_000_000

    private var buckets: [UInt32] = []
    /// How many times were recorded.
    public private(set) var count = 0
    /// The longest, exactly, in microseconds.
    public private(set) var longest = 0
    private var sum = 0.0

    /// Makes an empty one.
    public init() {}

    /// Adds one time; beyond an hour it counts as an hour.
    public mutating func record(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        record(microseconds: Int(clamping: seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    mutating func record(microseconds value: Int) {
        let value = min(max(value, 0), Self.longest)
        let index = Self.index(of: value)
        if index >= buckets.count { buckets += Array(repeating: 0, count: index + 1 - buckets.count) }
        buckets[index] += 1
        count += 1
        longest = max(longest, value)
        sum += Double(value)
    }

    /// Adds all that the other has.
    public mutating func merge(_ other: Histogram) {
        if other.buckets.count > buckets.count {
            buckets += Array(repeating: 0, count: other.buckets.count - buckets.count)
        }
        for (index, number) in other.buckets.enumerated() { buckets[index] += number }
        count += other.count
        longest = max(longest, other.longest)
        sum += other.sum
    }

    /// Milliseconds within which this share of the times is; `nil` when there is none.
    public func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let wanted = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (index, number) in buckets.enumerated() {
            seen += Int(number)
            if seen >= wanted { return Double(min(Self.upperBound(of: index), longest)) / 1000 }
        }
        return Double(longest) / 1000
    }

    /// Milliseconds; `nil` when there is none.
    public var mean: Double? { count > 0 ? sum / Double(count) / 1000 : nil }

    private static func index(of value: Int) -> Int {
        guard value >= 1 << (precision + 1) else { return value }
        let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount - precision
        return (exponent << precision) + (value >> exponent)
    }

    private static func upperBound(of index: Int) -> Int {
        guard index >= 1 << (precision + 1) else { return index }
        let exponent = (index >> precision) - 1
        return (((index - (exponent << precision)) + 1) << exponent) - 1
    }
}
