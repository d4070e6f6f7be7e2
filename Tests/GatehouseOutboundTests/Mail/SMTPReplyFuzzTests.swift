import GatehouseTestSupport
import Testing

@testable import GatehouseOutbound

struct SMTPReplyFuzzTests {
    private static let pieces = [
        "220 hi\r\n", "250-a\r\n", "250 b\r\n", "250\r\n", "354 go\n", "5", "\r", "\n", "-", " ", "é", "\u{0}",
        "999 x\r\n",
        "2504 x\r\n", "-12 x\r\n", "+25 x\r\n",
    ]

    @Test func `no bytes crash the reader, and how they are cut changes nothing`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x534D_5450))
        var whole = 0
        for _ in 0..<FuzzEffort.rounds(5000) {
            var bytes = [UInt8]()
            for _ in 0..<Int.random(in: 1..<8, using: &random) {
                bytes += (Self.pieces.randomElement(using: &random) ?? "").utf8
            }
            let once = Self.replies(in: [bytes])
            let cut = Int.random(in: 0...bytes.count, using: &random)
            #expect(Self.replies(in: [Array(bytes[..<cut]), Array(bytes[cut...])]) == once)
            whole += once.count
        }
        #expect(whole > 1000, "too few answers were whole to show anything")
    }

    private static func replies(in parts: [[UInt8]]) -> [SMTPReply] {
        var reader = SMTPReplyReader()
        var replies = [SMTPReply]()
        for part in parts {
            reader.append(part)
            do {
                while let reply = try reader.next() { replies.append(reply) }
            } catch {
                return replies
            }
        }
        return replies
    }
}
