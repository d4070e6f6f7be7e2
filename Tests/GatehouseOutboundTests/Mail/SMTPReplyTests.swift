import Testing

@testable import GatehouseOutbound

struct SMTPReplyReaderTests {
    @Test func `answers are put together from pieces and lines`() throws {
        var reader = SMTPReplyReader()
        reader.append("250-first\r\n250 sec".utf8)
        let early = try reader.next()
        #expect(early == nil)
        #expect(reader.hasRest)
        reader.append("ond\r\n220 next\r\n".utf8)
        let first = try reader.next()
        #expect(first == SMTPReply(code: 250, lines: ["first", "second"]))
        #expect(reader.hasRest)
        let second = try reader.next()
        #expect(second == SMTPReply(code: 220, lines: ["next"]))
        #expect(!reader.hasRest)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "25\r\n", "999 x\r\n", "250-a\r\n251 b\r\n", "250xa\r\n", "\r\n",
        String(repeating: "2", count: 3000), String(repeating: "250-a\r\n", count: 101),
    ])
    func `what is no answer is refused`(text: String) {
        var reader = SMTPReplyReader()
        reader.append(text.utf8)
        #expect(throws: SMTPReplyReader.Malformed.self) { while try reader.next() != nil {} }
    }
}
