import GatehouseModel
import GatehouseService
import NIOCore
import Testing

@testable import GatehouseGateway

@Suite struct DecisionCacheTests {
    private let now = Instant(seconds: 1000)

    private func entry(_ key: String, generation: UInt64 = 1, until: Instant? = nil) -> DecisionCache.Entry {
        .init(
            key: Array(key.utf8), generation: generation, validUntil: until ?? now + .seconds(10),
            end: .distantFuture, decision: DecisionID(high: 0, low: 1), point: .proxy, answer: .healthy)
    }

    private func hash(_ key: String) -> Int { key.utf8.reduce(7) { $0 &* 31 &+ Int($1) } }

    private func found(_ cache: DecisionCache, _ key: String, generation: UInt64 = 1, at: Instant? = nil) -> Bool {
        cache.entry(for: Array(key.utf8), hash: hash(key), generation: generation, at: at ?? now) != nil
    }

    @Test func `an answer is found by its whole key`() {
        var cache = DecisionCache(capacity: 64)
        cache.insert(entry("a"), hash: hash("a"))
        #expect(found(cache, "a"))
        #expect(cache.entry(for: Array("b".utf8), hash: hash("a"), generation: 1, at: now) == nil)
    }

    @Test func `an answer ends with its generation and its validity`() {
        var cache = DecisionCache(capacity: 64)
        cache.insert(entry("a"), hash: hash("a"))
        #expect(!found(cache, "a", generation: 2))
        #expect(found(cache, "a", at: now + .milliseconds(9999)))
        #expect(!found(cache, "a", at: now + .seconds(10)))
    }

    @Test func `a newer answer takes the place of the older`() {
        var cache = DecisionCache(capacity: 64)
        cache.insert(entry("a", generation: 1), hash: hash("a"))
        cache.insert(entry("a", generation: 2), hash: hash("a"))
        #expect(cache.count == 1)
        #expect(found(cache, "a", generation: 2))
    }

    @Test func `it never holds more than its capacity`() {
        var cache = DecisionCache(capacity: 100)
        #expect(cache.capacity == 128)
        for index in 0..<10_000 { cache.insert(entry("\(index)"), hash: hash("\(index)")) }
        #expect(cache.count <= 128)
        #expect(found(cache, "9999"))
    }

    @Test func `what was used since the hand passed outlives what was not`() {
        var cache = DecisionCache(capacity: 8)
        for index in 0..<9 { cache.insert(entry("\(index)"), hash: hash("\(index)")) }
        // The ninth took the place of the first, and the hand has cleared the rest.
        #expect(found(cache, "3"))
        for index in 9..<14 { cache.insert(entry("\(index)"), hash: hash("\(index)")) }
        #expect(found(cache, "3"))
        #expect(!found(cache, "2"))
    }

    @Test func `a key beyond the limit is not kept`() {
        var cache = DecisionCache(capacity: 8)
        let long = String(repeating: "a", count: DecisionCache.longestKey + 1)
        cache.insert(entry(long), hash: hash(long))
        #expect(cache.count == 0)
    }
}
