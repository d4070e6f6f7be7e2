import GatehouseKeys
import GatehouseModel
import Testing

@Suite struct StateDigestTests {
    private func fact(_ key: FactKey, _ value: Int64, at instant: Instant = Instant(seconds: 1)) -> Fact {
        Fact(
            key: key, state: .known(.integer(value)), source: "s", evidence: "", observedAt: instant,
            assurance: .partner)
    }

    @Test func `the order of facts does not matter`() {
        #expect(StateDigest([fact("a", 1), fact("b", 2)]) == StateDigest([fact("b", 2), fact("a", 1)]))
    }

    @Test func `toggling the old and the new fact equals starting over`() {
        var digest = StateDigest([fact("a", 1), fact("b", 2)])
        digest.toggle(StateDigest(of: fact("b", 2)))
        digest.toggle(StateDigest(of: fact("b", 3)))
        #expect(digest == StateDigest([fact("a", 1), fact("b", 3)]))
    }

    @Test func `seeing the same again is no change, another value is`() {
        #expect(StateDigest(of: fact("a", 1)) == StateDigest(of: fact("a", 1, at: Instant(seconds: 2))))
        #expect(StateDigest(of: fact("a", 1)) != StateDigest(of: fact("a", 2)))
    }

    @Test func `the text reads back, and empty text is no facts`() {
        let digest = StateDigest([fact("a", 1)])
        #expect(StateDigest(digest.description) == digest)
        #expect(StateDigest("") == StateDigest())
        #expect(StateDigest("abc") == nil)
    }
}
