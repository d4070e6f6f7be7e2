import NIOCore

/// One answer of the server.
struct HTTPAnswer: Sendable {
    var status: Int
    /// Of the head and the body together.
    var size: Int
    var body: ByteBuffer
}

/// Splits what comes over one connection into answers with a `content-length` (RFC 9112 §6.3).
struct HTTPAnswerReader {
    private static let lengthName = Array("content-length:".utf8)
    private var received = ByteBuffer()

    mutating func append(_ part: ByteBuffer) {
        if received.readableBytes == 0 { received = part } else { received.writeImmutableBuffer(part) }
    }

    /// The next whole answer, or `nil` while it has not all come.
    mutating func next() -> HTTPAnswer? {
        let view = received.readableBytesView
        guard let head = Self.headSize(view) else { return nil }
        let size = head + Self.contentLength(view.prefix(head))
        guard view.count >= size, let status = Self.status(view), var body = received.readSlice(length: size) else {
            return nil
        }
        body.moveReaderIndex(forwardBy: head)
        return HTTPAnswer(status: status, size: size, body: body)
    }

    private static func headSize(_ view: ByteBufferView) -> Int? {
        var newlines = 0
        for (offset, byte) in view.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"): newlines += 1
            case UInt8(ascii: "\r"): break
            default: newlines = 0
            }
            if newlines == 2 { return offset + 1 }
        }
        return nil
    }

    /// From a line as `HTTP/1.1 200 OK`.
    private static func status(_ view: ByteBufferView) -> Int? {
        Int(String(decoding: view.dropFirst(9).prefix(3), as: UTF8.self))
    }

    private static func contentLength(_ head: ByteBufferView) -> Int {
        for line in head.split(separator: UInt8(ascii: "\n"))
        where line.prefix(lengthName.count).map({ $0 | 0x20 }) == lengthName.map({ $0 | 0x20 }) {
            let digits = line.dropFirst(lengthName.count).filter { (0x30...0x39).contains($0) }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        return 0
    }
}
