import Testing

@testable import GatehouseGateway

@Suite struct RequestHeadTests {
    static let good =
        "GET /access/decide/wiki HTTP/1.1\r\nHost: gatehouse\r\nX-Gatehouse-Client-Verify: SUCCESS\r\n"
        + "x-gatehouse-client-serial:0AF3 \r\nX-GATEHOUSE-CLIENT-ISSUER: CN=Root,O=Example\r\n"
        + "X-Gatehouse-Address: 192.0.2.7\r\nUser-Agent: curl/8\r\nX-Other: \r\n\r\n"

    private func parse(_ text: String) -> RequestHead.Outcome {
        RequestHead.parse(Array(text.utf8).span)
    }

    private func complete(_ text: String) throws -> RequestHead {
        guard case .complete(let head, let length) = parse(text) else { throw Unexpected(outcome: parse(text)) }
        #expect(length == text.utf8.count)
        return head
    }

    private struct Unexpected: Error {
        var outcome: RequestHead.Outcome
    }

    /// A head with `line` among its fields.
    private func with(_ line: String) -> String {
        "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n"
    }

    @Test func `the fields are found in any case and without the blanks around them`() throws {
        let bytes = Array(Self.good.utf8)
        let head = try complete(Self.good)
        #expect(head.method == .get)
        #expect(head.isHTTP11)
        #expect(!head.closes)
        #expect(bytes.span.text(head.target) == "/access/decide/wiki")
        #expect(bytes.span.text(head.clientVerify) == "SUCCESS")
        #expect(bytes.span.text(head.clientSerial) == "0AF3")
        #expect(bytes.span.text(head.clientIssuer) == "CN=Root,O=Example")
        #expect(bytes.span.text(head.address) == "192.0.2.7")
        #expect(bytes.span.text(head.userAgent) == "curl/8")
        #expect(!head.deviceToken.isPresent)
    }

    @Test func `every beginning of a head is incomplete`() {
        for length in 0..<Self.good.utf8.count {
            #expect(
                parse(String(decoding: Self.good.utf8.prefix(length), as: UTF8.self)) == .incomplete, "\(length) bytes")
        }
    }

    @Test func `what follows a head is left alone`() {
        guard case .complete(_, let length) = parse(Self.good + "GET ") else { return #expect(Bool(false)) }
        #expect(length == Self.good.utf8.count)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: a\r\n\r\n", "a bare LF"),
        ("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "a bare CR"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "a folded line"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n", "a NUL"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", "a blank before the colon"),
        ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "no name"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "no colon"),
        ("GET / HTTP/1.1\r\n\r\n", "no host"),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "two blanks"),
        ("GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "a tab in the request line"),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "a blank after the version"),
        ("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "a fragment"),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "an absolute target"),
        ("GET /ä HTTP/1.1\r\nHost: a\r\n\r\n", "a target beyond ASCII"),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "an empty line first"),
        (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "a blank first"),
    ])
    func `what is not strictly HTTP is malformed`(_ text: String, _ why: String) {
        #expect(parse(text) == .refused(.malformed), "\(why)")
    }

    @Test(arguments: [
        "X-Gatehouse-Client-Verify", "X-Gatehouse-Client-Serial", "X-Gatehouse-Client-Issuer", "X-Gatehouse-Address",
        "X-Gatehouse-Token", "User-Agent", "Authorization", "Content-Length", "Host",
    ])
    func `a trusted field that appears twice is refused`(_ name: String) {
        #expect(parse(with("\(name): 0\r\n\(name.lowercased()): 0")) == .refused(.duplicateHeader))
    }

    @Test(arguments: ["Content-Length: 1", "Content-Length: 00", "Content-Length: ", "Transfer-Encoding: chunked"])
    func `a body is refused`(_ line: String) {
        #expect(parse(with(line)) == .refused(.body))
    }

    @Test func `a length of zero announces no body`() throws {
        _ = try complete(with("Content-Length: 0"))
    }

    @Test(arguments: ["POST", "get", "GETT", "OPTIONS", "PRI"])
    func `only GET and HEAD are served`(_ method: String) {
        #expect(parse("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n") == .refused(.method))
    }

    @Test(arguments: ["HTTP/2.0", "HTTP/1.2", "HTTP/0.9"])
    func `only HTTP 1 is served`(_ version: String) {
        #expect(parse("GET / \(version)\r\nHost: a\r\n\r\n") == .refused(.version))
    }

    @Test func `a head of 8 KiB is read and one byte more is too large`() throws {
        let room = RequestHead.maximumLength - with("X: ").utf8.count
        _ = try complete(with("X: " + String(repeating: "a", count: room)))
        #expect(parse(with("X: " + String(repeating: "a", count: room + 1))) == .refused(.tooLarge))
    }

    @Test(arguments: ["close", "Close", "keep-alive, close", "close ,x", "\tclose"])
    func `the peer may ask for the connection to be closed`(_ value: String) throws {
        #expect(try complete(with("Connection: \(value)")).closes)
    }

    @Test(arguments: ["keep-alive", "", "closed", "x-close", "clos e"])
    func `other connection options keep it open`(_ value: String) throws {
        #expect(try !complete(with("Connection: \(value)")).closes)
    }

    @Test func `HTTP 1_0 closes and needs no host`() throws {
        let head = try complete("GET / HTTP/1.0\r\n\r\n")
        #expect(head.closes)
        #expect(!head.isHTTP11)
    }
}
