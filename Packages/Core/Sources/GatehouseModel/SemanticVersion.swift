/// A version as semver.org has it; what follows a `+` says how it was built and does not count.
public struct SemanticVersion: Hashable, Sendable, Comparable, LosslessStringConvertible {
    /// Major, minor and patch.
    private let numbers: [Int]
    /// What follows the `-`, by its dots; a version that has some comes before the one that has none.
    private let preRelease: [String]

    /// Reads `1.2.3`, `1.2.3-beta.1` and `1.2.3+build`; anything else is `nil`, and so are numbers beyond a billion.
    public init?(_ description: String) {
        guard description.utf8.count <= 64 else { return nil }
        let unbuilt = description.prefix { $0 != "+" }
        let parts = unbuilt.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap(Self.number)
        guard numbers.count == 3, parts[0].utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2 else { return nil }
        self.numbers = numbers
        preRelease =
            parts.count == 2 ? parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) : []
        let isPlain = preRelease.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isAllowed) }
        guard isPlain else { return nil }
    }

    private static func number(_ text: Substring) -> Int? {
        let isPlain = !text.isEmpty && text.utf8.count <= 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isPlain ? Int(text) : nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Without what says how it was built.
    public var description: String {
        let core = numbers.map(String.init).joined(separator: ".")
        return preRelease.isEmpty ? core : core + "-" + preRelease.joined(separator: ".")
    }

    /// By precedence (semver.org §11).
    public static func < (left: Self, right: Self) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        for (one, other) in zip(left.preRelease, right.preRelease) where one != other {
            switch (number(one[...]), number(other[...])) {
            case (let one?, let other?): return one < other
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return one < other
            }
        }
        return left.preRelease.count < right.preRelease.count
    }
}
