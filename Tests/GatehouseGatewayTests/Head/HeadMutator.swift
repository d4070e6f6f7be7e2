import GatehouseTestSupport

/// Heads, good and a little wrong, from a seed: the same seed gives the same heads.
struct HeadMutator {
    private var generator: SeededGenerator
    private static let seeds: [[UInt8]] = [
        RequestHeadTests.good,
        "HEAD /access/denied?decision=00000000-0000-4000-8000-000000000000 HTTP/1.1\r\nHost: a\r\n"
            + "Accept: text/html\r\n\r\n",
        "GET /access/healthz HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
        "GET /access/decide/a-b_c.d~e HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer gtd_abc\r\nContent-Length: 0\r\n"
            + "X-Gatehouse-Token: gtd_abc\r\nX-Gatehouse-Client-Verify: FAILED:expired\r\n\r\n",
    ].map { Array($0.utf8) }
    private static let pieces: [[UInt8]] = [
        "\r\n", "\n", "\r", "\0", ":", " ", "\t", "\r\n ", "\r\n\r\n", "Content-Length: 5\r\n", "GET / HTTP/1.1\r\n",
        "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "X-Gatehouse-Address: ::1\r\n", "é", "#", "HTTP/1.1", "%00",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// One of the good heads with none to four changes.
    mutating func next() -> [UInt8] {
        var bytes = Self.seeds.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[position] = UInt8.random(in: 0x20...0x7E, using: &generator)
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: position)
        case 4: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...30, using: &generator)))
        default:
            let end = min(bytes.count, position + Int.random(in: 1...60, using: &generator))
            bytes.insert(contentsOf: bytes[position..<end], at: position)
        }
    }
}
