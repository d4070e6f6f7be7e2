import Foundation
import GatehouseModel
import GatehouseService
import NIOCore
import Testing

@testable import GatehouseGateway

@Suite struct DenialAnswerTests {
    private let id = DecisionID(high: 0, low: 9)

    private func answer(
        accept: String, _ report: DenialReport?, method: String = "GET"
    ) -> (head: String, body: String) {
        let bytes = Array("\(method) /access/denied HTTP/1.1\r\nHost: a\r\nAccept: \(accept)\r\n\r\n".utf8)
        guard case .complete(let head, _) = RequestHead.parse(bytes.span) else { return ("", "") }
        let request = DenialRequest(head, query: .absent, bytes.span)
        let answer = DenialAnswer(report: report, request: request)
        let text = String(buffer: answer.bytes(allocator: ByteBufferAllocator(), closing: false))
        let parts = text.components(separatedBy: "\r\n\r\n")
        return (parts[0], parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    @Test func `the page says what was asked, why, and how to mend it`() {
        let (head, body) = answer(accept: "text/html,*/*;q=0.8", .example(id))
        #expect(head.hasPrefix("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html; charset=utf-8\r\n"))
        #expect(head.contains("Content-Length: \(body.utf8.count)\r\n"))
        for part in [
            "<h1>Access to wiki was denied</h1>", "ada&#39;s laptop", "need &lt;compliant&gt;",
            "This device does not comply &amp; must.", "disk encryption", "Turn on &quot;LUKS&quot;.",
            "&lt;script&gt;alert(1)&lt;/script&gt;", "2025-06-15T15:06:40Z", "2025-06-16T15:06:40Z",
            id.description,
        ] { #expect(body.contains(part), "\(part) is missing") }
    }

    @Test func `the page runs nothing and loads nothing`() {
        let (head, body) = answer(accept: "text/html", .example(id))
        #expect(head.contains("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'"))
        for part in ["<script", "src=", "href=", "url(", "@import", "http:", "https:"] {
            #expect(!body.contains(part), "\(part) is there")
        }
        #expect(body.contains("<html lang=\"en\">"))
        #expect(body.contains("width=device-width"))
        #expect(body.contains("prefers-color-scheme:dark"))
    }

    @Test func `a program gets the same as JSON`() throws {
        let (head, body) = answer(accept: "application/json", .example(id, outcome: .challenge))
        #expect(head.hasPrefix("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        #expect(object["decision"] as? String == id.description)
        #expect(object["status"] as? Int == 401)
        #expect(object["missing"] as? [String] == ["compliantDevice"])
        let problem = try #require((object["problems"] as? [[String: Any]])?.first)
        #expect(problem["found"] as? String == "<script>alert(1)</script>")
        #expect(problem["remediation"] as? String == "turn on \"LUKS\"")
        let reason = try #require((object["reasons"] as? [[String: Any]])?.first)
        #expect(reason["code"] as? String == "controlNotSatisfied")
    }

    @Test func `without a report nothing is told`() {
        let page = answer(accept: "text/html", nil)
        #expect(page.head.hasPrefix("HTTP/1.1 403 "))
        #expect(page.body.contains("<h1>Access was denied</h1>"))
        #expect(!page.body.contains("Decision"))
    }

    @Test(arguments: [
        ("text/html", true), ("text/html,application/json;q=0.9", true), ("text/*", true),
        ("application/json", false), ("*/*", false), ("", false), ("text/html;q=0", false),
        ("text/html;q=0.5, application/problem+json", false),
    ])
    func `who asks for HTML gets the page`(_ accept: String, _ isPage: Bool) {
        #expect(MediaPreference(accept: accept).prefersPage == isPage)
    }

    @Test(arguments: [
        ("de-AT,de;q=0.9,en;q=0.8", ["de-AT", "de", "en"]), ("en;q=0.5, fr", ["fr", "en"]), ("*", []), ("", []),
        ("da;q=0, sv;q=x, nb", ["nb"]), ("a, b, c", ["a", "b", "c"]),
        (String(repeating: "x", count: 17) + ",fi", ["fi"]),
    ])
    func `languages are taken in the order of their quality`(header: String, wanted: [String]) {
        #expect(DenialRequest.languages(header) == wanted)
    }

    @Test func `a HEAD has the length of the body and not the body`() {
        let (head, body) = answer(accept: "text/html", .example(id), method: "HEAD")
        #expect(body.isEmpty)
        #expect(head.contains("Content-Length: \(DenialPage(report: .example(id)).html.utf8.count)\r\n"))
    }
}
