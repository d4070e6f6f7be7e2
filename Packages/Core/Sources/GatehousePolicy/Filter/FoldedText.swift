/// A constant of a rule, folded once so that comparing without regard to case need not fold it again.
package final class FoldedText: Sendable {
    package let original: String
    private let folded: String
    private let bytes: [UInt8]
    private let isASCII: Bool

    init(_ original: String) {
        self.original = original
        folded = original.lowercased()
        bytes = Array(folded.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    func equals(_ value: String) -> Bool {
        compare(value, fast: { $0.count == bytes.count && matches($0, at: 0) }, slow: { $0 == folded })
    }

    func isPrefix(of value: String) -> Bool {
        compare(
            value, fast: { $0.count >= bytes.count && matches($0, at: 0) }, slow: { $0.hasPrefix(folded) })
    }

    func isSuffix(of value: String) -> Bool {
        compare(
            value, fast: { $0.count >= bytes.count && matches($0, at: $0.count - bytes.count) },
            slow: { $0.hasSuffix(folded) })
    }

    func isPart(of value: String) -> Bool {
        compare(
            value,
            fast: { value in
                value.count >= bytes.count
                    && (0...value.count - bytes.count).contains { matches(value, at: $0) }
            },
            slow: { folded.isEmpty || $0.contains(folded) })
    }

    /// Compares bytes when both sides are ASCII, without allocating, else folded text by canonical equivalence.
    private func compare(
        _ value: String, fast: (UnsafeBufferPointer<UInt8>) -> Bool, slow: (String) -> Bool
    ) -> Bool {
        let quick: Bool?? =
            isASCII
            ? value.utf8.withContiguousStorageIfAvailable { buffer in
                buffer.allSatisfy { $0 < 0x80 } ? fast(buffer) : nil
            } : nil
        if case .some(.some(let answer)) = quick { return answer }
        return slow(value.lowercased())
    }

    private func matches(_ value: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for offset in bytes.indices {
            var byte = value[start + offset]
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { byte |= 0x20 }
            if byte != bytes[offset] { return false }
        }
        return true
    }
}

extension FoldedText: Hashable {
    package static func == (left: FoldedText, right: FoldedText) -> Bool {
        left.original.utf8.elementsEqual(right.original.utf8)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
