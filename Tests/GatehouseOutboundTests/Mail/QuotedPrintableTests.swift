import GatehouseModel
import Testing

@testable import GatehouseOutbound

struct QuotedPrintableTests {
    @Test func `text is escaped where it must be`() {
        #expect(QuotedPrintable.encode("a=b\nü \nend") == "a=3Db\r\n=C3=BC=20\r\nend")
        #expect(QuotedPrintable.encode("") == "")
        #expect(QuotedPrintable.encode("a\rb\u{0}") == "a=0Db=00")
    }

    @Test func `no line is longer than 76 bytes, and no escape is cut`() {
        let encoded = QuotedPrintable.encode(String(repeating: "xü", count: 200))
        for line in encoded.split(separator: "\r\n") {
            #expect(line.utf8.count <= 76)
            let tail = line.hasSuffix("=") ? line.dropLast() : line
            let last = tail.lastIndex(of: "=")
            #expect(last.map { tail.distance(from: $0, to: tail.endIndex) >= 3 } ?? true)
        }
    }

    @Test func `a subject is plain where it can be, and encoded words of 75 characters else`() {
        #expect(MailText.words("A plain subject") == "A plain subject")
        #expect(MailText.words("ü") == "=?utf-8?B?w7w=?=")
        #expect(MailText.words("=?utf-8?B?w7w=?=").hasPrefix("=?utf-8?B?PT91"))
        for line in MailText.words(String(repeating: "ü", count: 200)).split(separator: "\r\n ") {
            #expect(line.utf8.count <= 75)
        }
    }

    @Test func `a date has the day of the week that it was`() {
        #expect(MailText.date(Instant(seconds: 0)) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(MailText.date(Instant(seconds: 1_795_317_961)) == "Sun, 22 Nov 2026 03:26:01 +0000")
    }
}
