package import NIOCore

/// One answer of the server.
package struct HTTPAnswer: Sendable {
    package var status: Int
    /// Of the head and the body together.
    package var size: Int
    package var retryAfter: Duration?
    /// Whether the server ends the connection after it.
    package var closes: Bool
    package var body: ByteBuffer
}

/// Splits what comes over one connection into answers with a `content-length` (RFC 9112 §6.3).
package struct HTTPAnswerReader {
    /// What a server may say before it is cut off.
    private static let largest = 8 << 20

    private struct Head {
        var size: Int
        var status: Int
        var length = 0
        var retryAfter: Int?
        var closes = false
    }

    private var received = ByteBuffer()
    private var head: Head?

    package init() {}

    /// Whether anything has come that is not part of a whole answer yet.
    package var hasBegun: Bool { received.readableBytes > 0 || head != nil }
    /// Whether more has come than an answer may be.
    package var isTooLarge: Bool { received.readableBytes > Self.largest }

    package mutating func append(_ part: ByteBuffer) {
        if received.readableBytes == 0 { received = part } else { received.writeImmutableBuffer(part) }
    }

    /// The next whole answer, or `nil` while it has not all come.
    package mutating func next() -> HTTPAnswer? {
        let view = received.readableBytesView
        if head == nil { head = Self.head(view) }
        guard let head, view.count >= head.size + head.length,
            var body = received.readSlice(length: head.size + head.length)
        else { return nil }
        self.head = nil
        body.moveReaderIndex(forwardBy: head.size)
        return HTTPAnswer(
            status: head.status, size: head.size + head.length, retryAfter: head.retryAfter.map { .seconds($0) },
            closes: head.closes, body: body)
    }

    private static func head(_ view: ByteBufferView) -> Head? {
        var newlines = 0
        for (offset, byte) in view.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"): newlines += 1
            case UInt8(ascii: "\r"): break
            default: newlines = 0
            }
            if newlines == 2 { return fields(of: view.prefix(offset + 1)) }
        }
        return nil
    }

    /// From a first line as `HTTP/1.1 200 OK`.
    private static func fields(of view: ByteBufferView) -> Head {
        var lines = String(decoding: view, as: UTF8.self).split(whereSeparator: \.isNewline)[...]
        let first = lines.popFirst() ?? ""
        var head = Head(size: view.count, status: Int(first.dropFirst(9).prefix(3)) ?? 0)
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-length": head.length = max(Int(value) ?? 0, 0)
            case "retry-after": head.retryAfter = Int(value)
            case "connection": head.closes = value.lowercased() == "close"
            default: break
            }
        }
        return head
    }
}
