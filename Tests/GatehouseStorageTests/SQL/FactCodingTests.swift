import GatehouseModel
import Testing

@testable import GatehouseStorage

@Suite struct FactCodingTests {
    private static let states: [FactState] = [
        .known(.boolean(false)), .known(.integer(-1)), .known(.text("null")), .known(.list([])),
        .known(.record(["a": .list([.record([:]), .text("\u{7}")])])), .absent(reason: ""),
        .unavailable(reason: "timed out"),
    ]

    @Test(arguments: states)
    func `a state is read as it was written`(_ state: FactState) {
        let coded = FactCoding.encode(state)
        #expect(FactCoding.decode(word: coded.word, text: coded.text) == state)
    }

    @Test(arguments: [("known", "null"), ("known", "[null]"), ("known", "text"), ("unknown", "1")])
    func `a state that was never written is not guessed`(_ word: String, _ text: String) {
        #expect(FactCoding.decode(word: word, text: text) == nil)
    }
}
