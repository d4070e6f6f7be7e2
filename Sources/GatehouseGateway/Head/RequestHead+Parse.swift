private let carriageReturn = UInt8(ascii: "\r")
private let lineFeed = UInt8(ascii: "\n")
private let space = UInt8(ascii: " ")
private let tab = UInt8(ascii: "\t")

extension RequestHead {
    /// Why reading stopped before the empty line.
    private enum Stop: Error {
        case exhausted
        case refused(HeadRefusal)
    }

    /// Reads one head of HTTP/1.0 or 1.1 (RFC 9112 §2–5), strictly: CRLF ends a line and nothing else does, no
    /// folding, no body, `GET` and `HEAD` only; looks at no more than ``maximumLength`` bytes.
    static func parse(_ bytes: Span<UInt8>) -> Outcome {
        let window = bytes.count > maximumLength ? bytes.extracting(0..<maximumLength) : bytes
        var head = RequestHead()
        do throws(Stop) {
            var position = try head.readRequestLine(window)
            while true {
                guard position < window.count else { throw .exhausted }
                if window[position] == carriageReturn { break }
                position = try head.readField(window, at: position)
            }
            position = try endOfLine(window, at: position)
            try head.checkWhole(window)
            return .complete(head, length: position)
        } catch {
            switch error {
            case .exhausted: return bytes.count >= maximumLength ? .refused(.tooLarge) : .incomplete
            case .refused(let refusal): return .refused(refusal)
            }
        }
    }

    private mutating func readRequestLine(_ bytes: Span<UInt8>) throws(Stop) -> Int {
        var position = 0
        while position < bytes.count, Self.isTokenByte(bytes[position]) { position += 1 }
        guard position < bytes.count else { throw .exhausted }
        guard position > 0, bytes[position] == space else { throw .refused(.malformed) }
        if position == 3, bytes.begins("GET", at: 0) {
            method = .get
        } else if position == 4, bytes.begins("HEAD", at: 0) {
            method = .head
        } else {
            throw .refused(.method)
        }
        let start = position + 1
        position = start
        while position < bytes.count, bytes[position] > space, bytes[position] < 0x7F { position += 1 }
        guard position < bytes.count else { throw .exhausted }
        guard bytes[position] == space, bytes[start] == UInt8(ascii: "/") else { throw .refused(.malformed) }
        for index in start..<position where bytes[index] == UInt8(ascii: "#") { throw .refused(.malformed) }
        target = Slice(start..<position)
        return try readVersion(bytes, at: position + 1)
    }

    private mutating func readVersion(_ bytes: Span<UInt8>, at start: Int) throws(Stop) -> Int {
        guard bytes.count >= start + 8 else { throw .exhausted }
        if bytes.begins("HTTP/1.1", at: start) {
            isHTTP11 = true
        } else if bytes.begins("HTTP/1.0", at: start) {
            isHTTP11 = false
            closes = true
        } else {
            throw .refused(bytes.begins("HTTP/", at: start) ? .version : .malformed)
        }
        return try Self.endOfLine(bytes, at: start + 8)
    }

    private mutating func readField(_ bytes: Span<UInt8>, at start: Int) throws(Stop) -> Int {
        var position = start
        while position < bytes.count, Self.isTokenByte(bytes[position]) { position += 1 }
        guard position < bytes.count else { throw .exhausted }
        guard position > start, bytes[position] == UInt8(ascii: ":") else { throw .refused(.malformed) }
        let name = start..<position
        position += 1
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        let valueStart = position
        while position < bytes.count, Self.isValueByte(bytes[position]) { position += 1 }
        var valueEnd = position
        position = try Self.endOfLine(bytes, at: position)
        while valueEnd > valueStart, Self.isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        if let refusal = note(bytes, name: name, value: valueStart..<valueEnd) { throw .refused(refusal) }
        return position
    }

    /// Keeps the fields that this listener reads; refuses a second one of those that must be single.
    private mutating func note(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>) -> HeadRefusal? {
        let start = name.lowerBound
        switch name.count {
        case 25 where bytes.matches("x-gatehouse-client-verify", at: start): return Self.keep(value, in: &clientVerify)
        case 25 where bytes.matches("x-gatehouse-client-serial", at: start): return Self.keep(value, in: &clientSerial)
        case 25 where bytes.matches("x-gatehouse-client-issuer", at: start): return Self.keep(value, in: &clientIssuer)
        case 19 where bytes.matches("x-gatehouse-address", at: start): return Self.keep(value, in: &address)
        case 17 where bytes.matches("x-gatehouse-token", at: start): return Self.keep(value, in: &deviceToken)
        case 17 where bytes.matches("transfer-encoding", at: start): return .body
        case 15 where bytes.matches("accept-language", at: start):
            if !acceptLanguage.isPresent { acceptLanguage = Slice(value) }
            return nil
        case 14 where bytes.matches("content-length", at: start): return Self.keep(value, in: &contentLength)
        case 13 where bytes.matches("authorization", at: start): return Self.keep(value, in: &authorization)
        case 10 where bytes.matches("user-agent", at: start): return Self.keep(value, in: &userAgent)
        case 10 where bytes.matches("connection", at: start):
            closes = closes || Self.namesClose(bytes, value)
            return nil
        case 6 where bytes.matches("accept", at: start):
            if !accept.isPresent { accept = Slice(value) }
            return nil
        case 4 where bytes.matches("host", at: start): return Self.keep(value, in: &host)
        default: return nil
        }
    }

    private static func keep(_ value: Range<Int>, in field: inout Slice) -> HeadRefusal? {
        guard !field.isPresent else { return .duplicateHeader }
        field = Slice(value)
        return nil
    }

    private func checkWhole(_ bytes: Span<UInt8>) throws(Stop) {
        guard host.isPresent || !isHTTP11 else { throw .refused(.malformed) }
        guard !contentLength.isPresent || contentLength.count == 1 && bytes[contentLength.range.lowerBound] == 0x30
        else { throw .refused(.body) }
    }

    private static func endOfLine(_ bytes: Span<UInt8>, at position: Int) throws(Stop) -> Int {
        guard position < bytes.count else { throw .exhausted }
        guard bytes[position] == carriageReturn else { throw .refused(.malformed) }
        guard position + 1 < bytes.count else { throw .exhausted }
        guard bytes[position + 1] == lineFeed else { throw .refused(.malformed) }
        return position + 2
    }

    /// Whether one of the comma-separated options is `close` (RFC 9110 §7.6.1).
    private static func namesClose(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            var first = start
            var last = end
            while first < last, isBlank(bytes[first]) { first += 1 }
            while last > first, isBlank(bytes[last - 1]) { last -= 1 }
            if last - first == 5, bytes.matches("close", at: first) { return true }
            start = end + 1
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// Visible, blank or beyond ASCII (RFC 9110 §5.5).
    private static func isValueByte(_ byte: UInt8) -> Bool { byte >= space && byte != 0x7F || byte == tab }

    /// A byte of a token (RFC 9110 §5.6.2), from a bitmap.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && bits >> UInt64(byte & 63) & 1 == 1
    }
}
