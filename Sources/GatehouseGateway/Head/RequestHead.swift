/// The head of a request, as positions in the bytes that it was read from; nothing is copied.
struct RequestHead: Equatable {
    /// No head may be longer, in bytes.
    static let maximumLength = 8192

    enum Method: Equatable {
        case get
        case head
    }

    /// Where a value lies; a field that was not sent lies at 0, where no value can.
    struct Slice: Equatable {
        static let absent = Slice(start: 0, count: 0)

        var start: UInt16
        var count: UInt16

        init(start: UInt16, count: UInt16) {
            self.start = start
            self.count = count
        }

        init(_ range: Range<Int>) {
            start = UInt16(truncatingIfNeeded: range.lowerBound)
            count = UInt16(truncatingIfNeeded: range.count)
        }

        var isPresent: Bool { start != 0 }
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }

        /// The first `limit` bytes of it.
        func clipped(to limit: UInt16) -> Slice { Slice(start: start, count: min(count, limit)) }
    }

    var method = Method.get
    var target = Slice.absent
    var isHTTP11 = true
    /// Whether the peer wants the connection closed after the answer.
    var closes = false

    var host = Slice.absent
    var clientVerify = Slice.absent
    var clientSerial = Slice.absent
    var clientIssuer = Slice.absent
    var address = Slice.absent
    var deviceToken = Slice.absent
    var userAgent = Slice.absent
    var authorization = Slice.absent
    var contentLength = Slice.absent
    var accept = Slice.absent
    var acceptLanguage = Slice.absent

    /// What the bytes at the start of a connection's input are.
    enum Outcome: Equatable {
        case incomplete
        /// A whole head of `length` bytes, the empty line included.
        case complete(RequestHead, length: Int)
        case refused(HeadRefusal)
    }
}

extension Span<UInt8> {
    /// A copy of a part, as text; bytes that are not UTF-8 become U+FFFD.
    func text(_ slice: RequestHead.Slice) -> String {
        extracting(slice.range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the bytes from `start` are `lowercase` in either case; `lowercase` holds letters and hyphens only.
    func matches(_ lowercase: StaticString, at start: Int) -> Bool {
        guard count - start >= lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start + index] | 0x20 != expected[index] { return false }
            return true
        }
    }

    /// Whether the bytes from `start` are exactly `literal`.
    func begins(_ literal: StaticString, at start: Int) -> Bool {
        guard count - start >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start + index] != expected[index] { return false }
            return true
        }
    }
}
