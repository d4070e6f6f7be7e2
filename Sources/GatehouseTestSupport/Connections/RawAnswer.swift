/// One HTTP/1.1 answer as it came over the wire.
public struct RawAnswer: Sendable, Hashable {
    /// The status code; 0 when the status line has none.
    public var status: Int
    /// By name in lower case.
    public var fields: [String: String]
    /// Without the framing of chunks.
    public var body: [UInt8]
    /// Bytes of head and body together.
    public var size: Int

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Takes the first answer out of `received`; `nil` when it is not whole yet.
    ///
    /// Knows `Content-Length` and chunks without extensions or trailers (RFC 9112 §6–7).
    static func take(from received: inout [UInt8]) -> RawAnswer? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let rest = received[end.upperBound...]
        let body: [UInt8]
        let next: Int
        if fields["transfer-encoding"] == "chunked" {
            guard let chunks = takeChunks(rest) else { return nil }
            (body, next) = chunks
        } else {
            let length = fields["content-length"].flatMap { Int($0) } ?? 0
            guard rest.count >= length else { return nil }
            (body, next) = (Array(rest.prefix(length)), rest.startIndex + length)
        }
        received.removeFirst(next)
        return RawAnswer(status: status, fields: fields, body: body, size: next)
    }

    private static func takeChunks(_ bytes: ArraySlice<UInt8>) -> (body: [UInt8], next: Int)? {
        var body = [UInt8]()
        var rest = bytes
        while let end = rest.firstRange(of: Array("\r\n".utf8)) {
            guard let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16) else {
                return nil
            }
            let start = end.upperBound
            guard rest.endIndex - start >= size + 2 else { return nil }
            body += rest[start..<start + size]
            rest = rest[(start + size + 2)...]
            if size == 0 { return (body, rest.startIndex) }
        }
        return nil
    }
}
