import GatehouseModel
import Testing

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:34:56Z", 951_827_696_000),
            ("2026-11-21T20:56:25Z", 1_795_294_585_000),
            ("1969-12-31T23:59:59.500Z", -500), ("2026-11-21T20:56:25.007Z", 1_795_294_585_007),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func `a time reads and writes the same`(text: String, milliseconds: Int64) {
        #expect(Instant(text) == Instant(milliseconds: milliseconds))
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test(arguments: [
        ("2026-11-21T21:56:25+01:00", "2026-11-21T20:56:25Z"), ("2026-11-21t00:30:00-23:59", "2026-11-22T00:29:00Z"),
        ("2026-11-21 20:56:25.1z", "2026-11-21T20:56:25.100Z"),
        ("2026-11-21T20:56:25.123456789Z", "2026-11-21T20:56:25.123Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ])
    func `offsets, fractions and leap seconds are understood`(text: String, utc: String) {
        #expect(Instant(text)?.description == utc)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T20:56:25", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00ZZ", " 2026-01-01T00:00:00Z", "２026-01-01T00:00:00Z", "26-01-01T00:00:00Z",
    ])
    func `what is not a time is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func `every day of four centuries reads back`() {
        var instant = Instant(seconds: -62_135_596_800)
        while instant < Instant(milliseconds: 253_402_300_799_000) {
            #expect(Instant(instant.description) == instant)
            instant = instant + .seconds(86_400 * 97 + 12_345)
        }
    }

    @Test func `arithmetic stops at the ends of time`() {
        let edge = Instant(milliseconds: .max)
        #expect(edge + .seconds(1) == .distantFuture)
        #expect(Instant(milliseconds: .min) - .seconds(1) == .distantPast)
        #expect(Instant(milliseconds: .min) + .seconds(-1) == .distantPast)
        #expect(edge - .seconds(-1) == .distantFuture)
        #expect((edge - Instant(milliseconds: .min)).milliseconds == .max)
        #expect((Instant(milliseconds: .min) - edge).milliseconds == .min)
        #expect(Instant(seconds: .max).milliseconds == .max)
        #expect(Instant.distantFuture - .distantPast > .seconds(315_000_000_000))
    }
}
