import NIOCore

/// What the devices of the benchmark speak; just enough of it to poll, so that the client costs little.
enum PollLanguage: Sendable {
    case http1
    case http2

    var applicationProtocol: String {
        switch self {
        case .http1: "http/1.1"
        case .http2: "h2"
        }
    }

    /// What opens a connection: in HTTP/2 the preface and empty settings (RFC 9113 §3.4).
    var opening: String {
        switch self {
        case .http1: ""
        case .http2: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0"
        }
    }

    /// One poll; `stream` counts in HTTP/2 alone.
    func poll(stream: UInt32) -> ByteBuffer {
        switch self {
        case .http1: return ByteBuffer(string: "GET /poll HTTP/1.1\r\nhost: localhost\r\n\r\n")
        case .http2:
            // RFC 7541: indexed `GET` and `https`, then `:path` and `:authority` as literals without indexing.
            var block = ByteBuffer(bytes: [0x82, 0x87])
            for (index, value) in [(UInt8(4), "/poll"), (1, "localhost")] {
                block.writeInteger(index)
                block.writeInteger(UInt8(value.utf8.count))
                block.writeString(value)
            }
            return HTTP2Frame(kind: HTTP2Frame.headers, flags: 0x05, stream: stream, payload: block).bytes
        }
    }
}

/// A frame of RFC 9113 §4.1.
struct HTTP2Frame {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    /// END_STREAM of data and headers, ACK of settings and pings.
    static let endOrAcknowledgement: UInt8 = 1

    var kind: UInt8
    var flags: UInt8
    var stream: UInt32
    var payload: ByteBuffer

    var bytes: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt8(truncatingIfNeeded: payload.readableBytes >> 16))
        buffer.writeInteger(UInt16(truncatingIfNeeded: payload.readableBytes))
        buffer.writeInteger(kind)
        buffer.writeInteger(flags)
        buffer.writeInteger(stream)
        buffer.writeImmutableBuffer(payload)
        return buffer
    }

    /// Takes one whole frame off the front, if there is one.
    init?(from buffer: inout ByteBuffer) {
        guard let word = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        let length = Int(word >> 8)
        guard buffer.readableBytes >= 9 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 3)
        kind = buffer.readInteger() ?? 0
        flags = buffer.readInteger() ?? 0
        stream = buffer.readInteger() ?? 0
        payload = buffer.readSlice(length: length) ?? ByteBuffer()
    }

    init(kind: UInt8, flags: UInt8, stream: UInt32, payload: ByteBuffer) {
        (self.kind, self.flags, self.stream, self.payload) = (kind, flags, stream, payload)
    }
}
