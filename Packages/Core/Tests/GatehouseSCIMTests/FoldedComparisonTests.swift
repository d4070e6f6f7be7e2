import Testing

@testable import GatehouseSCIM

@Suite struct FoldedComparisonTests {
    @Test(arguments: [("", ""), ("userName", "USERNAME"), ("Ä", "ä"), ("aÉ", "Aé"), ("a-Z", "A-z")])
    func `texts that differ in case alone are equal`(one: String, other: String) {
        #expect(FoldedComparison.areEqual(one, other))
    }

    @Test(arguments: [("a", "b"), ("a", "ab"), ("@", "`"), ("[", "{"), ("ä", "a"), ("é", "e")])
    func `other texts are not`(one: String, other: String) {
        #expect(!FoldedComparison.areEqual(one, other))
        #expect(!FoldedComparison.areEqual(other, one))
    }

    @Test func `a text in two Unicode spellings is one text`() {
        #expect(FoldedComparison.areEqual("e\u{301}", "\u{C9}"))
    }
}
