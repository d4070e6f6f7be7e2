/// Comparing without regard to case, byte by byte where both sides are ASCII.
enum FoldedComparison {
    /// Whether the two are the same text but for case.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        var (left, right) = (left, right)
        let quick = left.withUTF8 { left in right.withUTF8 { right in quickAnswer(left, right) } }
        return quick ?? (left.lowercased() == right.lowercased())
    }

    /// `nil` when a side is not ASCII, so that only Unicode's rules can tell.
    private static func quickAnswer(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool? {
        var areEqual = left.count == right.count
        for index in 0..<max(left.count, right.count) {
            let one = index < left.count ? left[index] : 0
            let other = index < right.count ? right[index] : 0
            guard one < 0x80, other < 0x80 else { return nil }
            if areEqual, lowered(one) != lowered(other) { areEqual = false }
        }
        return areEqual
    }

    /// The byte, a letter of ASCII in lower case.
    static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
