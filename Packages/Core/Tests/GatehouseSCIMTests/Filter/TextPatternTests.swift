import GatehouseFuzzing
import Testing

@testable import GatehouseSCIM

@Suite struct TextPatternTests {
    @Test(arguments: [
        ("", "", true), ("", "a", true), ("a", "", false), ("aab", "aaab", true), ("abab", "abacabab", true),
        ("abab", "abacabac", false), ("B@", "ab@c", true), ("é", "CAFÉ", true), ("k", "\u{212A}elvin", true),
        ("ss", "ß", false),
    ])
    func `a part is found without regard to case`(wanted: String, found: String, expected: Bool) {
        #expect(TextPattern(wanted, isFolded: true).isPart(of: found) == expected)
    }

    @Test func `case counts where it should`() {
        #expect(!TextPattern("a", isFolded: false).isPart(of: "A"))
        #expect(!TextPattern("a", isFolded: false).isEqual(to: "A"))
        #expect(TextPattern("É", isFolded: true).isEqual(to: "e\u{301}"))
        #expect(TextPattern("kelvin", isFolded: true).isEqual(to: "\u{212A}elvin"))
        #expect(!TextPattern("kelvin", isFolded: true).isEqual(to: "kelvi"))
    }

    @Test func `a search finds what comparing at every place finds`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5EA))
        func text(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 2) } }
        var found = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            let (wanted, whole) = (text(1 + Int(random.next() % 6)), text(Int(random.next() % 20)))
            let expected = whole.indices.contains { whole[$0...].starts(with: wanted) }
            let pattern = TextPattern(String(decoding: wanted, as: UTF8.self), isFolded: false)
            #expect(pattern.isPart(of: String(decoding: whole, as: UTF8.self)) == expected)
            if expected { found += 1 }
        }
        #expect(found > 100)
    }
}
