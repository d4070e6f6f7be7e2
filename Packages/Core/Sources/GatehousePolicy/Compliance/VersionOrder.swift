/// The order of versions, as Debian's: an epoch first, numbers by value, `~` before everything, even the end.
public enum VersionOrder {
    /// Whether `text` can be ordered as a version: it begins with a digit, after an epoch if there is one.
    public static func isVersion(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Parts(bytes[...]).upstream.first.map(isDigit) ?? false
    }

    /// Less than 0, 0 or more than 0, as `left` stands before, with or after `right`.
    public static func compare(_ left: String, _ right: String) -> Int {
        let left = Parts(Array(left.utf8)[...])
        let right = Parts(Array(right.utf8)[...])
        let epoch = compare(left.epoch, right.epoch)
        if epoch != 0 { return epoch }
        let upstream = compare(left.upstream, right.upstream)
        return upstream != 0 ? upstream : compare(left.revision, right.revision)
    }

    /// `epoch:upstream-revision`; what is not there is empty, and compares as 0.
    private struct Parts {
        var epoch: ArraySlice<UInt8> = []
        var upstream: ArraySlice<UInt8>
        var revision: ArraySlice<UInt8> = []

        init(_ text: ArraySlice<UInt8>) {
            upstream = text
            if let colon = upstream.firstIndex(of: UInt8(ascii: ":")), upstream[..<colon].allSatisfy(isDigit) {
                epoch = upstream[..<colon]
                upstream = upstream[(colon + 1)...]
            }
            if let hyphen = upstream.lastIndex(of: UInt8(ascii: "-")) {
                revision = upstream[(hyphen + 1)...]
                upstream = upstream[..<hyphen]
            }
        }
    }

    /// Alternates between what is not a number, letter by letter, and numbers.
    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while left.first.map({ !isDigit($0) }) ?? false || right.first.map({ !isDigit($0) }) ?? false {
                let (first, second) = (weight(left.first), weight(right.first))
                if first != second { return first - second }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let order = compareNumbers(&left, &right)
            if order != 0 { return order }
        }
        return 0
    }

    /// Of any length: the longer one is greater once leading zeros are gone.
    private static func compareNumbers(_ left: inout ArraySlice<UInt8>, _ right: inout ArraySlice<UInt8>) -> Int {
        let (first, second) = (left.prefix(while: isDigit), right.prefix(while: isDigit))
        left = left.dropFirst(first.count)
        right = right.dropFirst(second.count)
        let zero = UInt8(ascii: "0")
        let (one, other) = (first.drop { $0 == zero }, second.drop { $0 == zero })
        if one.count != other.count { return one.count - other.count }
        return one.elementsEqual(other) ? 0 : one.lexicographicallyPrecedes(other) ? -1 : 1
    }

    /// `~` before the end of the part, the end (also a digit) before letters, letters before the rest.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        switch byte {
        case UInt8(ascii: "~"): return -1
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return Int(byte)
        default: return Int(byte) + 256
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
