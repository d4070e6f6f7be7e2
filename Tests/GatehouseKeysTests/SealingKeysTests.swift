import GatehouseKeys
import Testing

struct SealingKeysTests {
    private let older = SealingKey()
    private let newer = SealingKey()

    private func keys(_ all: SealingKey...) throws -> SealingKeys {
        try #require(SealingKeys(all.map { $0.text + "\n" }.joined()))
    }

    @Test func `what an older key sealed opens beside a newer one, and is not the newest`() throws {
        let sealed = try #require(SealingKeys(older).seal([1, 2, 3], for: "test"))
        let both = try keys(older, newer)
        #expect(both.open(sealed, for: "test") == [1, 2, 3])
        #expect(both.isNewest(sealed, for: "test") == false)
        #expect(both.open(sealed, for: "other") == nil)
        let again = try #require(both.sealNewest([1, 2, 3], for: "test"))
        #expect(both.isNewest(again, for: "test") == true)
        #expect(SealingKeys(older).open(again, for: "test") == nil)
        #expect(SealingKeys(newer).open(again, for: "test") == [1, 2, 3])
    }

    @Test func `a newer key seals nothing before what is in the store was sealed under it`() throws {
        let both = try keys(older, newer)
        let before = try #require(both.seal([1], for: "test"))
        #expect(both.isNewest(before, for: "test") == false)
        both.follow(try #require(both.sealNewest([1], for: "row")), for: "row")
        #expect(both.isNewest(try #require(both.seal([1], for: "test")), for: "test") == true)
    }

    @Test func `a newer file goes on with the key in use, wherever that stands in it`() throws {
        let all = SealingKeys(older)
        all.replace(by: try keys(older, newer))
        #expect(all.count == 2)
        #expect(all.isNewest(try #require(all.seal([1], for: "test")), for: "test") == false)
        all.follow(try #require(all.sealNewest([1], for: "row")), for: "row")
        all.replace(by: try keys(newer))
        #expect(all.count == 1)
        let sealed = try #require(all.seal([1], for: "test"))
        #expect(SealingKeys(newer).open(sealed, for: "test") == [1])
    }

    @Test func `what is changed stays under the key that it was under, whichever is in use`() throws {
        let both = try keys(older, newer)
        let row = try #require(both.sealNewest([1], for: "row"))
        let changed = try #require(both.seal([2], for: "row", inPlaceOf: row))
        #expect(SealingKeys(newer).open(changed, for: "row") == [2])
        let other = try #require(both.seal([2], for: "row", inPlaceOf: [1, 2, 3]))
        #expect(SealingKeys(older).open(other, for: "row") == [2])
    }

    @Test func `a key that stands in the file twice is refused`() {
        #expect(SealingKeys(older.text + "\n" + older.text) == nil)
    }

    @Test(arguments: ["", "\n", "abc", "abc\nabc"])
    func `a file that holds no keys is refused`(text: String) { #expect(SealingKeys(text) == nil) }

    @Test func `more keys than a rotation needs are refused, and so is a line that is none`() {
        #expect(SealingKeys((0...SealingKeys.most).map { _ in SealingKey().text + "\n" }.joined()) == nil)
        #expect(SealingKeys(older.text + "\nand more\n") == nil)
    }
}
