import GatehouseModel
import Testing

@Suite struct SemanticVersionTests {
    @Test func `versions are ordered as semver.org says`() throws {
        // The example of semver.org §11, and numbers that text would order otherwise.
        let ordered = try [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2.0.0",
        ].map { try #require(SemanticVersion($0)) }
        #expect(ordered.shuffled().sorted() == ordered)
        for (earlier, later) in zip(ordered, ordered.dropFirst()) { #expect(!(later < earlier)) }
    }

    @Test func `how it was built does not count`() {
        #expect(SemanticVersion("1.0.0+next") == SemanticVersion("1.0.0"))
        #expect(SemanticVersion("1.0.0-rc.1+x")?.description == "1.0.0-rc.1")
    }

    @Test(arguments: [
        "", "1", "1.2", "1.2.3.4", "1..3", "v1.2.3", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3-é", "-1.2.3", "1.2.+3",
        "1.2.9999999999", "1.2.3/../..",
    ])
    func `anything else is no version`(text: String) {
        #expect(SemanticVersion(text) == nil)
    }
}
