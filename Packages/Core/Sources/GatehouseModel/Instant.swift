/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC.
public struct Instant: Hashable, Sendable, Comparable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds; negative before.
    public let milliseconds: Int64

    /// Takes any count, also beyond the years that RFC 3339 can write.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Clamped to what milliseconds can hold.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.init(milliseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// 0001-01-01T00:00:00Z.
    public static let distantPast = Instant(milliseconds: -62_135_596_800_000)
    /// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write.
    public static let distantFuture = Instant(milliseconds: 253_402_300_799_000)

    /// Earlier is less.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Parts of a millisecond are dropped; what does not fit is `distantPast` or `distantFuture`.
    public static func + (instant: Self, duration: Duration) -> Self {
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(duration.milliseconds)
        guard overflow else { return Self(milliseconds: sum) }
        return duration < .zero ? .distantPast : .distantFuture
    }

    /// Parts of a millisecond are dropped; what does not fit is `distantPast` or `distantFuture`.
    public static func - (instant: Self, duration: Duration) -> Self {
        let (sum, overflow) = instant.milliseconds.subtractingReportingOverflow(duration.milliseconds)
        guard overflow else { return Self(milliseconds: sum) }
        return duration < .zero ? .distantFuture : .distantPast
    }

    /// The time between, negative when `later` is the earlier one; clamped to what milliseconds can hold.
    public static func - (later: Self, earlier: Self) -> Duration {
        let (difference, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return .milliseconds(overflow ? (later < earlier ? .min : .max) : difference)
    }
}

extension Instant: LosslessStringConvertible {
    /// Reads `2026-11-21T20:56:25Z`, with optional fraction and numeric offset; anything else is `nil`.
    public init?(_ description: String) {
        var reader = DigitReader(Array(description.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let fraction = reader.skip(".") ? reader.fractionInMilliseconds() : 0
        guard let fraction, let offset = reader.offsetInSeconds(), reader.isAtEnd else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        // A day that the month does not have would silently become one of the next month.
        guard Self.civil(days: days).day == day else { return nil }
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    /// RFC 3339 in UTC, with three digits of fraction only where it is not zero.
    public var description: String {
        let seconds = milliseconds.flooredQuotient(1000)
        let days = seconds.flooredQuotient(86_400)
        let rest = seconds - days * 86_400
        let fraction = milliseconds - seconds * 1000
        let (year, month, day) = Self.civil(days: days)
        let date = "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
        let time = "\((rest / 3600).padded(2)):\((rest / 60 % 60).padded(2)):\((rest % 60).padded(2))"
        return fraction == 0 ? "\(date)T\(time)Z" : "\(date)T\(time).\(fraction.padded(3))Z"
    }

    /// Days since 1970-01-01 of a proleptic Gregorian date: the year is taken to begin in March, so that the leap
    /// day is its last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}

/// Reads fixed-width numbers from the bytes of a timestamp.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number(_ width: Int) -> Int64? {
        guard position + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + width] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        position += width
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func fractionInMilliseconds() -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while let digit = number(1) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
        }
        guard (1...9).contains(digits) else { return nil }
        return value * [100, 10, 1][min(digits, 3) - 1]
    }

    mutating func offsetInSeconds() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes) * 60
    }
}

extension Int64 {
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    fileprivate func padded(_ width: Int) -> String {
        let text = String(self)
        return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
    }
}
