import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

@Suite struct SigningKeyScheduleTests {
    private let schedule = SigningKeySchedule()
    private let start = Instant(seconds: 1_800_000_000)
    private static let day = Duration.seconds(86_400)

    private func key(_ id: String, _ use: SigningKey.Use, from instant: Instant) -> SigningKey {
        SigningKey(id: id, use: use, publicKey: "{}", sealed: [], createdAt: instant, signsFrom: instant)
    }

    @Test func `the first keys sign at once`() {
        #expect(schedule.plan([], at: start).made == [.accessToken: start, .idToken: start])
    }

    @Test func `the next key is published two days before it signs, and the one before two days after`() {
        var keys = [key("a", .accessToken, from: start), key("i", .idToken, from: start)]
        #expect(schedule.plan(keys, at: start + Self.day * 88 - .seconds(1)).isEmpty)
        let plan = schedule.plan(keys, at: start + Self.day * 88)
        #expect(plan.made == [.accessToken: start + Self.day * 90, .idToken: start + Self.day * 90])
        keys.append(key("b", .accessToken, from: start + Self.day * 90))
        keys.append(key("j", .idToken, from: start + Self.day * 90))
        #expect(schedule.plan(keys, at: start + Self.day * 92 - .seconds(1)).isEmpty)
        #expect(schedule.plan(keys, at: start + Self.day * 92).removed == ["a", "i"])
    }

    @Test func `a server that was off for long publishes a key before it signs all the same`() {
        let keys = [key("a", .accessToken, from: start), key("i", .idToken, from: start)]
        let now = start + Self.day * 400
        #expect(schedule.plan(keys, at: now).made[.accessToken] == now + Self.day * 2)
    }
}
