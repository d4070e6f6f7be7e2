/// A text that others are compared with or searched for, in a time that depends on theirs alone.
///
/// Searched for by its bytes, so that a letter in two Unicode spellings is found as the one that was asked for.
struct TextPattern: Sendable {
    let text: String
    private let isFolded: Bool
    private let isASCII: Bool
    private let bytes: [UInt8]
    /// How much of the pattern still fits where each of its bytes does not (Knuth, Morris and Pratt).
    private let borders: [Int]

    /// A pattern; folded, case does not count.
    init(_ text: String, isFolded: Bool) {
        self.text = isFolded ? text.lowercased() : text
        self.isFolded = isFolded
        bytes = Array(self.text.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        borders = Self.borders(of: bytes)
    }

    /// What the pattern is compared with in place of `found`.
    func comparable(_ found: String) -> String { isFolded ? found.lowercased() : found }

    /// Whether `found` is the pattern.
    func isEqual(to found: String) -> Bool {
        guard isFolded, isASCII, found.utf8.allSatisfy({ $0 < 0x80 }) else { return comparable(found) == text }
        guard found.utf8.count == bytes.count else { return false }
        return zip(found.utf8, bytes).allSatisfy { FoldedComparison.lowered($0) == $1 }
    }

    /// Whether the pattern is a part of `found`; an empty one is of all.
    func isPart(of found: String) -> Bool {
        guard !bytes.isEmpty else { return true }
        var found = isFolded && !found.utf8.allSatisfy({ $0 < 0x80 }) ? found.lowercased() : found
        return found.withUTF8 { found in
            bytes.withUnsafeBufferPointer { bytes in
                borders.withUnsafeBufferPointer { Self.isPart(bytes, $0, of: found, isFolded: isFolded) }
            }
        }
    }

    private static func isPart(
        _ bytes: UnsafeBufferPointer<UInt8>, _ borders: UnsafeBufferPointer<Int>,
        of found: UnsafeBufferPointer<UInt8>, isFolded: Bool
    ) -> Bool {
        var fitting = 0
        for byte in found {
            let byte = isFolded ? FoldedComparison.lowered(byte) : byte
            while fitting > 0, bytes[fitting] != byte { fitting = borders[fitting - 1] }
            if bytes[fitting] == byte { fitting += 1 }
            if fitting == bytes.count { return true }
        }
        return false
    }

    /// For each beginning of `bytes`, the length of its longest proper beginning that is its end too.
    private static func borders(of bytes: [UInt8]) -> [Int] {
        var borders = [Int](repeating: 0, count: bytes.count)
        var fitting = 0
        for place in bytes.indices.dropFirst() {
            while fitting > 0, bytes[fitting] != bytes[place] { fitting = borders[fitting - 1] }
            if bytes[fitting] == bytes[place] { fitting += 1 }
            borders[place] = fitting
        }
        return borders
    }
}
