extension Sequence where Element == UInt8 {
    var text: String { String(decoding: Array(self), as: UTF8.self) }
}

extension RandomAccessCollection where Element == UInt8, SubSequence: RandomAccessCollection {
    /// Without spaces, tabs, line ends and zero bytes at both ends.
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isSpace }) else { return self[endIndex...] }
        var end = endIndex
        while self[index(before: end)].isSpace { end = index(before: end) }
        return self[first..<end]
    }

    /// The parts between spaces and tabs.
    var words: [SubSequence] { split { $0.isSpace } }

    func begins(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { starts(with: $0) }
    }

    /// Compares ASCII letters without regard to case.
    func equalsIgnoringCase(_ other: some Collection<UInt8>) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.lowercased == $1.lowercased }
    }
}

extension UInt8 {
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) || self == 0 }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
