/// Walks DER (X.690) element by element; refuses what DER does not allow of tags and lengths.
struct DERReader {
    struct Element {
        var tag: UInt8
        /// The whole element with its tag and length.
        var encoded: ArraySlice<UInt8>
        var content: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element's tag, unread.
    var tag: UInt8? { rest.first }

    /// The next element; `nil` at the end and when it is malformed: cut off, of indefinite or longer-than-needed
    /// length, above 16 MiB, or with a tag of more than one byte.
    mutating func next() -> Element? {
        var cursor = rest
        guard let tag = cursor.popFirst(), tag & 0x1F != 0x1F, let first = cursor.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), cursor.count >= count else { return nil }
            length = cursor.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            guard length >= 0x80, length >> (8 * (count - 1)) != 0 else { return nil }
            cursor = cursor.dropFirst(count)
        }
        guard cursor.count >= length else { return nil }
        let content = cursor.prefix(length)
        let encoded = rest[rest.startIndex..<content.endIndex]
        rest = cursor.dropFirst(length)
        return Element(tag: tag, encoded: encoded, content: content)
    }

    /// The next element if it has this tag.
    mutating func next(_ tag: UInt8) -> Element? {
        guard self.tag == tag else { return nil }
        return next()
    }
}
