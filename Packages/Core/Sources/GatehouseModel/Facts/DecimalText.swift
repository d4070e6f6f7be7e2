/// Numbers with a fraction, which facts hold as text.
public enum DecimalText {
    private static let longest = 64

    /// The value of a number as JSON writes it (RFC 8259 §6); `nil` for any other text, and beyond what a double holds.
    public static func value(_ text: String) -> Double? {
        var rest = Array(text.utf8)[...]
        guard rest.count <= longest else { return nil }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard skipDigits(&rest) else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard skipDigits(&rest) else { return nil }
        }
        if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard skipDigits(&rest) else { return nil }
        }
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    private static func skipDigits(_ rest: inout ArraySlice<UInt8>) -> Bool {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }
}
