/// A Debian package version, ordered as dpkg orders it (deb-version(7)): epoch, upstream version, revision.
struct DebianVersion: Sendable, CustomStringConvertible {
    let text: String
    private let epoch: Int32
    private let upstream: Substring.UTF8View
    private let revision: Substring.UTF8View

    /// Refuses empty text, a bad epoch, and an upstream version or revision that is empty.
    init?(_ text: String) {
        var rest = text[...]
        var epoch: Int32 = 0
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
            guard rest[..<colon].utf8.allSatisfy(\.isDigit), let value = Int32(rest[..<colon]) else { return nil }
            epoch = value
            rest = rest[rest.utf8.index(after: colon)...]
        }
        var revision: Substring = ""
        if let hyphen = rest.utf8.lastIndex(of: UInt8(ascii: "-")) {
            revision = rest[rest.utf8.index(after: hyphen)...]
            guard !revision.isEmpty else { return nil }
            rest = rest[..<hyphen]
        }
        guard !rest.isEmpty, rest.utf8.allSatisfy({ !$0.isSpace }) else { return nil }
        self.text = text
        self.epoch = epoch
        self.upstream = rest.utf8
        self.revision = revision.utf8
    }

    var description: String { text }
}

extension DebianVersion: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.compared(with: right) < 0 }

    /// Equal in dpkg's order: `1.0` and `1.0-0` are.
    static func == (left: Self, right: Self) -> Bool { left.compared(with: right) == 0 }

    private func compared(with other: Self) -> Int {
        if epoch != other.epoch { return epoch < other.epoch ? -1 : 1 }
        let byUpstream = Self.compare(upstream, other.upstream)
        return byUpstream != 0 ? byUpstream : Self.compare(revision, other.revision)
    }

    /// Compares by turns a part without digits, by ``rank(_:)``, and a number, by value.
    private static func compare(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while (left.first.map { !$0.isDigit } ?? false) || (right.first.map { !$0.isDigit } ?? false) {
                let difference = rank(left.first) - rank(right.first)
                if difference != 0 { return difference }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let (leftNumber, rightNumber) = (takeNumber(&left), takeNumber(&right))
            if leftNumber.count != rightNumber.count { return leftNumber.count - rightNumber.count }
            for (one, other) in zip(leftNumber, rightNumber) where one != other { return Int(one) - Int(other) }
        }
        return 0
    }

    /// `~` before the end, the end and digits before letters, letters before the rest.
    private static func rank(_ byte: UInt8?) -> Int {
        guard let byte, !byte.isDigit else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        return byte.isLetter ? Int(byte) : Int(byte) + 256
    }

    /// Takes leading digits and gives them without leading zeros, so that length orders them first.
    private static func takeNumber(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix(while: \.isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
